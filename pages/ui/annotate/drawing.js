// Elements that the component is made of.
function element(name, className, text) {
  const made = document.createElement(name)
  made.className = className
  if (text !== undefined) made.textContent = text
  if (name === "button") made.type = "button"
  return made
}

function button(text, key, act, className = "") {
  const made = element("button", className, text)
  if (key) made.append(" ", element("span", "key", key))
  made.onclick = act
  return made
}

function savingOf(desk) {
  const late = desk.pending.filter((answer) => Date.now() - answer.since > 1500).length
  const saving = element("span", "saving", late ? `${late.toLocaleString("en")} not saved yet, trying again` : "")
  saving.setAttribute("role", "status")
  return saving
}

function endOf(data, desk) {
  const end = element("div", "head")
  end.append(element("span", "", data.more ? "Loading the next texts." : "All texts are labelled."), savingOf(desk))
  return end
}

function headOf(data, card, desk) {
  const head = element("div", "head")
  // A text outside the annotator's languages has no number.
  if (card.number) head.append(element("span", "", `Text ${card.number.toLocaleString("en")} of ${data.count.toLocaleString("en")} · `))
  head.append(element("strong", "", card.language))
  if (card.label !== null) head.append(element("span", "given", card.by ? ` · labelled by ${card.by}` : " · you labelled this"))
  head.append(savingOf(desk))
  return head
}

function textsOf(card) {
  return card.texts.map((text) => {
    const made = element("p", "read", text)
    made.dir = card.rtl ? "rtl" : "ltr"
    made.lang = card.lang
    return made
  })
}

function labelsOf(data, isPressed, act, withKeys = true) {
  const labels = element("div", "labels")
  for (const [number, label] of data.labels.entries()) {
    const made = button(label.name, withKeys ? label.key : "", () => act(number))
    made.setAttribute("aria-pressed", String(isPressed(number, label)))
    made.style.setProperty("--color", label.color)
    labels.append(made)
  }
  return labels
}

function wordsOf(data, card, state, spans) {
  const text = element("div", "text")
  text.dir = card.rtl ? "rtl" : "ltr"
  text.lang = card.lang
  const longest = Math.max(1, ...data.labels.map((label) => label.name.length))
  text.style.setProperty("--room", `${Math.min(longest, 12)}ch`)
  for (const [i, word] of card.words.entries()) text.append(...(spans ? [word.gap] : []), wordOf(data, state, spans, i, word.text))
  if (spans) text.append(card.rest)
  return text
}

function wordOf(data, state, spans, i, text) {
  const word = element("button", "word", text)
  word.tabIndex = -1
  const tag = state.tags[i]
  const on = spans ? state.first !== null && state.first <= i && i <= state.last : Boolean(tag) && tag !== "O"
  word.classList.toggle("on", on)
  word.classList.toggle("at", i === state.at)
  word.setAttribute("aria-pressed", String(on))
  word.dataset.place = i
  if (spans) return word
  const name = data.bio ? (tag === "O" ? "" : tag.slice(2)) : (tag ?? "?")
  word.classList.toggle("inside", data.bio && tag.startsWith("I-"))
  word.style.setProperty("--color", data.labels.find((label) => label.name === name)?.color ?? "inherit")
  word.append(element("span", "tag", name))
  return word
}

function remarksOf(card) {
  const told = [...card.remarks, ...(card.comment ? [`You: ${card.comment}`] : [])]
  return told.map((text) => element("p", "remark", text))
}

function commentBox(desk, card, actions, redraw) {
  const box = element("div", "comment")
  const text = element("textarea", "")
  text.value = desk.draft
  text.rows = 2
  text.maxLength = 1000
  text.setAttribute("aria-label", "Comment")
  text.placeholder = "A comment that the other annotators and the exported labels show"
  const close = (saves) => {
    const said = desk.draft.trim()
    desk.draft = null
    if (saves && said !== card.comment) actions.comment(said)
    else redraw()
  }
  text.oninput = () => (desk.draft = text.value)
  text.onkeydown = (event) => {
    if (event.key === "Escape") close(false)
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) close(true)
  }
  box.append(text, button("Save comment", "Ctrl Enter", () => close(true)), button("Cancel", "Esc", () => close(false)))
  return box
}

const KEYS_OF_MODE = {
  choose: [["Give a label", "1 2 3 …"]],
  tags: [
    ["Tag the word and go on", "the tag’s key"],
    ["Begin a new entity", "Shift and the tag’s key"],
    ["Clear the word", "0"],
    ["Move among the words", "← →"],
    ["Save the sentence", "Enter"],
  ],
  span: [
    ["Move among the words", "← →"],
    ["Mark from here, or to here", "Space"],
    ["Extend the answer", "Shift ← →"],
    ["Clear the answer", "Esc"],
    ["Save the answer", "Enter"],
  ],
}
const KEYS_OF_ALL = [
  ["Put the text off until later", "s"],
  ["Take back the last step", "u"],
  ["The text before, the text after", ", ."],
  ["Flag the text for the others", "f"],
  ["Comment on the text", "n"],
  ["Show or hide the keys", "?"],
]

function helpOf(data) {
  const help = element("dl", "help")
  for (const [what, key] of [...KEYS_OF_MODE[data.mode], ...KEYS_OF_ALL]) {
    if (key.startsWith("Shift and") && !data.bio) continue
    const keys = element("dt", "")
    keys.append(element("span", "key", key))
    help.append(keys, element("dd", "", what))
  }
  if (data.labels.length > 9) help.append(element("dd", "wide", "Labels have the digits, then the letters without f, n, s and u."))
  return help
}
