// The point that an annotator is at: drawn from what the server said and the answers under way, with its keys.
const SEARCHED = 31 // more labels than keys are searched

function keyOf(event) {
  const place = event.code.replace(/^(Digit|Numpad|Key)/, "").toLowerCase()
  if (/^(Digit|Numpad)\d$/.test(event.code)) return place // with Shift, or on some keyboards, digits type signs
  const typed = event.key.toLowerCase()
  return /^[a-z0-9]$/.test(typed) || /^[,.?]$/.test(typed) ? typed : place
}

function isFree(event, root) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
  const target = event.composedPath()[0]
  const taken = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], [role=dialog], [role=combobox], [role=listbox], [data-testid=stDataFrame], [data-testid=stPopoverBody]"
  if (target.closest?.(taken)) return false
  if (["Enter", " "].includes(event.key) && target.matches?.("button:focus-visible")) return false // it is pressed
  const moves = ["Enter", " ", "Escape"].includes(event.key) || event.key.startsWith("Arrow")
  return !moves || target === document.body || root.contains(target)
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".marking")
  const desk = deskOf(data.place)
  desk.setStateValue = setStateValue
  desk.isShown = () => root.isConnected && page.open?.desk === desk
  receive(desk, data)
  const now = () => timeline(desk, data)
  const acts = actions(desk, now, () => {
    draw()
    setTimeout(() => page.open?.desk === desk && page.open.draw(), 1600) // then a slow network is told
  })
  const searches = data.mode === "choose" && data.labels.length > SEARCHED
  root.className = "marking " + data.mode
  root.tabIndex = -1
  root.setAttribute("role", "group")
  root.setAttribute("aria-label", { choose: "Text to label", tags: "Words to tag", span: "The context, to mark the answer in" }[data.mode])

  function marksOf(card) {
    const key = JSON.stringify([card.id, card.words, data.labels.map((label) => label.name)])
    if (!desk.marks.has(key)) desk.marks.set(key, newMarks(data, card))
    if (desk.marks.size > 50) desk.marks.delete(desk.marks.keys().next().value)
    return desk.marks.get(key)
  }
  const open = () => {
    const { card } = now()
    const state = card && data.mode !== "choose" ? marksOf(card) : null
    return { card, state, marks: state && marker(data, card, state) }
  }
  const save = () => {
    const { marks } = open()
    if (marks && !marks.open()) acts.label(marks.value())
  }
  const undo = () => {
    if (open().marks?.undo()) draw()
    else acts.undo()
  }

  function draw() {
    const { card, state, marks } = open()
    const { all } = now()
    if (card) desk.at ??= card.id
    else desk.at = null
    const place = root.querySelector(".text")?.scrollTop ?? 0
    const buttons = () => [...root.querySelectorAll("button")]
    const focused = buttons().findIndex((each) => each.matches(":focus-visible"))
    const typing = root.getRootNode().activeElement?.closest?.("textarea, input")?.tagName
    const parts = card ? [headOf(data, card, desk), element("p", "why", card.why), ...textsOf(card)] : [endOf(data, desk)]
    if (card && searches) parts.push(search(card))
    else if (card && data.mode === "choose") parts.push(labelsOf(data, (_, label) => card.label === label.name, (number) => acts.label(data.labels[number].name)))
    else if (marks) parts.push(...marking(card, state, marks))
    if (suggested(card) !== null) parts.push(suggestion(card))
    if (card) parts.push(...remarksOf(card))
    if (card && desk.draft !== null) parts.push(commentBox(desk, card, acts, draw))
    parts.push(...notes(card), commands(card, all))
    if (desk.help) parts.push(helpOf(data))
    root.replaceChildren(...parts)
    if (root.querySelector(".text")) root.querySelector(".text").scrollTop = place
    // What had the focus was replaced.
    if (typing) root.querySelector(typing)?.focus({ preventScroll: true })
    else if (focused >= 0) buttons()[focused]?.focus({ preventScroll: true })
  }

  // What the model suggests, where the annotator switched that on; who has given a label needs none.
  const suggested = (card) => (card && card.label === null ? (data.suggestions[card.id] ?? null) : null)
  function takeSuggestion() {
    const { card, marks } = open()
    if (data.mode === "choose") return acts.label(suggested(card))
    marks.take(suggested(card))
    draw()
  }
  function suggestion(card) {
    const box = element("p", "suggestion", "Suggested: ")
    if (data.mode === "choose") box.append(button(suggested(card), "Enter", takeSuggestion))
    else box.append(button("the tags of alike words", "", takeSuggestion))
    return box
  }

  function search(card) {
    const box = element("div", "search")
    const input = element("input", "")
    input.value = desk.search
    input.placeholder = "Type to search for a label"
    input.setAttribute("aria-label", "Label")
    const found = () => data.labels.filter((label) => label.name.toLowerCase().includes(desk.search.toLowerCase()))
    const list = element("div", "")
    const give = (label) => {
      desk.search = ""
      acts.label(label.name)
    }
    const show = () =>
      list.replaceChildren(labelsOf({ labels: found() }, (_, label) => label.name === card.label, (number) => give(found()[number]), false))
    input.oninput = () => {
      desk.search = input.value
      show()
    }
    input.onkeydown = (event) => {
      if (event.key === "Enter" && desk.search && found().length) give(found()[0])
      else if (event.key === "Escape") input.blur()
    }
    show()
    box.append(input, list)
    return box
  }

  function marking(card, state, marks) {
    const foot = element("div", "foot")
    const saves = button("Save", "Enter", save, "save")
    saves.disabled = marks.open() > 0
    const said = element("span", "said", message(card, state, marks))
    said.setAttribute("role", "status")
    foot.append(saves, said)
    const labels = labelsOf(data, (number) => number === state.active, (number) => {
      state.active = number
      draw()
    })
    return [...(marks.spans ? [] : [labels]), wordsOf(data, card, state, marks.spans), foot]
  }

  function message(card, state, marks) {
    const left = marks.open()
    const answer = (word, i) => (i ? word.gap : "") + word.text
    if (marks.spans) return left ? "Click the first and the last word of the answer." : card.words.slice(state.first, state.last + 1).map(answer).join("")
    if (left) return `${left.toLocaleString("en")} ${left === 1 ? "word" : "words"} without a tag`
    return data.bio ? "Words without a tag belong to no entity." : "Every word has its tag."
  }

  function notes(card) {
    const gone = data.gone && data.gone.id !== card?.id && desk.gone !== data.gone.id ? [data.gone.said] : []
    const troubles = data.client === page.client ? data.troubles.filter(([number]) => number > desk.read) : []
    const told = [...troubles.map(([, said]) => said), ...gone, ...(desk.note ? [desk.note] : [])]
    if (!told.length) return []
    const note = element("div", "note")
    note.setAttribute("role", "alert")
    const close = () => {
      desk.read = Math.max(desk.read, ...troubles.map(([number]) => number))
      desk.gone = data.gone?.id
      desk.note = ""
      draw()
    }
    note.append(...told.map((text) => element("p", "", text)), button("Close", "", close))
    return [note]
  }

  function commands(card, all) {
    const bar = element("div", "bar")
    const place = all.findIndex((each) => each.id === card?.id)
    const back = button("Back", ",", () => acts.move(-1))
    back.disabled = place === 0 || !all.length
    const forward = button("Forward", ".", () => acts.move(1))
    forward.disabled = !card || place === all.length - 1
    const skip = button("Skip", "s", () => acts.skip())
    const flag = button(card?.flagged ? "Flagged" : "Flag", "f", () => acts.flag())
    flag.setAttribute("aria-pressed", String(Boolean(card?.flagged)))
    const note = button("Comment", "n", comment)
    for (const each of [skip, flag, note]) each.disabled = !card
    const help = button("Keys", "?", () => toggleHelp())
    help.setAttribute("aria-expanded", String(desk.help))
    bar.append(back, forward, skip, button("Undo", "u", undo), flag, note, help)
    return bar
  }

  function comment() {
    const { card } = now()
    if (!card) return
    desk.draft = card.comment
    draw()
    root.querySelector("textarea").focus()
  }
  function toggleHelp() {
    desk.help = !desk.help
    draw()
  }

  const placeOf = (event) => {
    const word = event.target.closest?.(".word")
    return word ? Number(word.dataset.place) : null
  }
  let from = null
  let moved = false
  root.onpointerdown = (event) => {
    from = placeOf(event)
    moved = false
  }
  root.onpointerover = (event) => {
    const to = placeOf(event)
    if (!(event.buttons & 1) || from === null || to === null || (to === from && !moved)) return
    open().marks?.drag(from, to, !moved)
    moved = true
    draw()
  }
  root.onpointerup = (event) => {
    const i = placeOf(event)
    if (i !== null && !moved && i === from) {
      open().marks?.click(i, event.shiftKey)
      draw()
    }
    from = null
  }

  // Whether a key did something with the words of the point.
  function markByKey(event, number) {
    const { card, state, marks } = open()
    if (!marks) return false
    const forward = card.rtl ? "ArrowLeft" : "ArrowRight"
    if (!marks.spans && number >= 0) marks.give(number, event.shiftKey)
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      marks.move(event.key === forward ? 1 : -1)
      if (marks.spans && event.shiftKey) marks.click(state.at, true)
    } else if (event.key === "Enter") save()
    else if (marks.spans && event.key === " ") marks.click(state.at, false)
    else if (["Escape", "Delete", "Backspace", "0"].includes(event.key)) marks.clear()
    else return false
    draw()
    return true
  }

  function onkey(event) {
    const key = keyOf(event)
    if (event.repeat && !event.key.startsWith("Arrow")) return true // held down, it is still one press
    const number = searches ? -1 : data.labels.findIndex((label) => label.key && label.key === key)
    const chosen = data.mode === "choose" && number >= 0
    const command = { s: () => acts.skip(), u: undo, f: () => acts.flag(), n: comment, "?": toggleHelp, ",": () => acts.move(-1), ".": () => acts.move(1) }[key]
    const suggests = data.mode === "choose" && suggested(now().card) !== null
    if (suggests && event.key === "Enter") takeSuggestion()
    else if (chosen) acts.label(data.labels[number].name)
    else if (markByKey(event, number)) return true
    else if (command) command()
    else return false
    return true
  }

  page.open = { root, desk, draw, onkey }
  draw()
  send(desk)
}

window.demuxMarkingKeys ??= window.addEventListener(
  "keydown",
  (event) => {
    const { root, onkey } = page.open ?? {}
    if (!root?.isConnected || !isFree(event, root) || !onkey(event)) return
    // Streamlit has keys of its own.
    event.preventDefault()
    event.stopImmediatePropagation()
  },
  true,
) ?? true
