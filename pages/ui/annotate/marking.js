// Words to click. Mode "tags" tags words (bio: entities, always valid), mode "span" marks consecutive words.
// Unsaved marks stay when the page is drawn again.
const states = new Map()

function fresh(data) {
  const tags = data.words.map((_, i) => (data.tags ? data.tags[i] : data.bio ? "O" : null))
  return { tags, first: data.first ?? null, last: data.last ?? null, at: 0, active: 0, from: null, moved: false }
}

function repairBio(tags) {
  for (let i = 0; i < tags.length; i++) {
    const kind = tags[i]?.slice(2)
    if (tags[i]?.startsWith("I-") && tags[i - 1]?.slice(2) !== kind) tags[i] = "B-" + kind
  }
}

function element(name, className, text) {
  const made = document.createElement(name)
  made.className = className
  if (text !== undefined) made.textContent = text
  if (name === "button") made.type = "button"
  return made
}

function marker(data, state, setTriggerValue) {
  const spans = data.mode === "span"
  const last = data.words.length - 1

  function tag(i, label, begin) {
    if (!data.bio) state.tags[i] = label
    else if (label === null) state.tags[i] = "O"
    else {
      const continues = !begin && i > 0 && state.tags[i - 1].slice(2) === label && state.tags[i - 1] !== "O"
      state.tags[i] = (continues ? "I-" : "B-") + label
    }
    if (data.bio) repairBio(state.tags)
  }
  function span(i, extend) {
    const inside = state.first !== null && state.first <= i && i <= state.last
    if (state.first === null || (inside && !extend)) state.first = state.last = i
    else {
      state.first = Math.min(state.first, i)
      state.last = Math.max(state.last, i)
    }
  }
  return {
    spans,
    last,
    click(i, shift) {
      state.at = i
      if (spans) return span(i, shift)
      const label = data.labels[state.active]?.name
      const has = data.bio ? state.tags[i].slice(2) === label && state.tags[i] !== "O" : state.tags[i] === label
      if (has && !shift) tag(i, null)
      else tag(i, label, shift)
    },
    drag(from, to) {
      const [a, b] = [Math.min(from, to), Math.max(from, to)]
      state.at = to
      if (spans) [state.first, state.last] = [a, b]
      else for (let i = a; i <= b; i++) tag(i, data.labels[state.active].name, data.bio && i === a)
    },
    give(number, begin) {
      state.active = number
      tag(state.at, data.labels[number].name, begin)
      state.at = Math.min(last, state.at + 1)
    },
    clear() {
      if (spans) state.first = state.last = null
      else {
        tag(state.at, null)
        state.at = Math.min(last, state.at + 1)
      }
    },
    move(by) {
      state.at = Math.max(0, Math.min(last, state.at + by))
    },
    open() {
      return spans ? (state.first === null ? 1 : 0) : state.tags.filter((tag) => tag === null).length
    },
    save() {
      if (this.open()) return
      const result = spans ? { first: state.first, last: state.last } : { tags: state.tags }
      setTriggerValue("saved", { id: data.id, ...result })
    },
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".marking")
  const isNew = !states.has(data.id)
  if (isNew) states.set(data.id, fresh(data))
  if (states.size > 50) states.delete(states.keys().next().value)
  const state = states.get(data.id)
  const marks = marker(data, state, setTriggerValue)
  root.className = "marking " + data.mode
  root.tabIndex = 0
  root.setAttribute("role", "group")
  root.setAttribute("aria-label", data.title)

  function draw() {
    const labels = element("div", "labels")
    for (const [number, label] of data.labels.entries()) {
      const button = element("button", "", label.name)
      button.setAttribute("aria-pressed", String(number === state.active))
      button.style.setProperty("--color", label.color)
      if (label.key) button.append(element("span", "key", label.key))
      button.onclick = () => {
        state.active = number
        draw()
      }
      labels.append(button)
    }
    const text = element("div", "text")
    text.dir = data.rtl ? "rtl" : "ltr"
    text.lang = data.lang
    for (const [i, word] of data.words.entries()) text.append(...(marks.spans ? [word.gap] : []), shown(i, word.text))
    if (marks.spans) text.append(data.rest)
    const foot = element("div", "foot")
    const save = element("button", "save", "Save")
    save.append(element("span", "key", "Enter"))
    save.disabled = marks.open() > 0
    save.onclick = () => marks.save()
    const status = element("span", "said", message())
    status.setAttribute("role", "status")
    foot.append(save, status)
    const place = root.querySelector(".text")?.scrollTop ?? 0
    const focused = root.contains(root.getRootNode().activeElement)
    root.replaceChildren(...(marks.spans ? [] : [labels]), text, foot)
    text.scrollTop = place
    // The focused element was replaced; without the focus the keys would do nothing.
    if (focused) root.focus({ preventScroll: true })
  }

  function shown(i, text) {
    const word = element("button", "word", text)
    word.tabIndex = -1
    const tag = state.tags[i]
    const on = marks.spans ? state.first !== null && state.first <= i && i <= state.last : tag && tag !== "O"
    word.classList.toggle("on", Boolean(on))
    word.classList.toggle("at", i === state.at)
    word.setAttribute("aria-pressed", String(Boolean(on)))
    if (!marks.spans) {
      const name = data.bio && tag !== "O" ? tag.slice(2) : tag
      word.classList.toggle("inside", data.bio && tag.startsWith("I-"))
      word.style.setProperty("--color", data.labels.find((label) => label.name === name)?.color ?? "inherit")
      word.append(element("span", "tag", tag === "O" && data.bio ? "" : (tag ?? "?")))
    }
    word.dataset.place = i
    return word
  }

  function message() {
    const open = marks.open()
    if (marks.spans) return open ? "Click the first and the last word of the answer. Press Escape to clear." : data.words.slice(state.first, state.last + 1).map((w, i) => (i ? w.gap : "") + w.text).join("")
    if (open) return `${open.toLocaleString("en")} ${open === 1 ? "word" : "words"} without a tag`
    return data.bio ? "Words without a tag are outside (O). Arrow keys move, 0 clears, Shift starts a new entity." : "Every word has its tag."
  }

  const placeOf = (event) => {
    const word = event.target.closest?.(".word")
    return word ? Number(word.dataset.place) : null
  }
  root.onpointerdown = (event) => {
    state.from = placeOf(event)
    state.moved = false
  }
  root.onpointerover = (event) => {
    const to = placeOf(event)
    if (!(event.buttons & 1) || state.from === null || to === null || (to === state.from && !state.moved)) return
    state.moved = true
    marks.drag(state.from, to)
    draw()
  }
  root.onpointerup = (event) => {
    const i = placeOf(event)
    if (i !== null && !state.moved && i === state.from) {
      marks.click(i, event.shiftKey)
      draw()
    }
    if (i !== null) root.focus({ preventScroll: true })
    state.from = null
  }
  root.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const number = data.labels.findIndex((label) => label.key && event.code === label.code)
    const forward = data.rtl ? "ArrowLeft" : "ArrowRight"
    if (!marks.spans && number >= 0) marks.give(number, event.shiftKey)
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      marks.move(event.key === forward ? 1 : -1)
      if (marks.spans && event.shiftKey) marks.click(state.at, true)
    } else if (event.key === "Enter") marks.save()
    else if (marks.spans && event.key === " ") marks.click(state.at, false)
    else if (["Escape", "Delete", "Backspace", "0"].includes(event.key)) marks.clear()
    else return
    event.preventDefault()
    event.stopPropagation()
    if (event.key !== "Enter") draw()
  }
  draw()
  const busy = ["INPUT", "TEXTAREA"].includes(document.activeElement?.tagName)
  if (isNew && !busy) root.focus({ preventScroll: true })
}
