// What is marked in the words of one point and not saved yet. Mode "tags" tags words (bio: entities, always valid),
// mode "span" marks consecutive words. Every change is a step that can be undone.
function newMarks(data, card) {
  const tags = (card.words ?? []).map(() => (data.bio ? "O" : null))
  const saved = data.mode === "span" ? card.label ?? {} : { tags: card.label ?? tags }
  const marked = { tags: [...(saved.tags ?? tags)], first: saved.first ?? null, last: saved.last ?? null }
  return { ...marked, at: 0, active: 0, steps: [], dragged: false }
}

function repairBio(tags) {
  for (let i = 0; i < tags.length; i++) {
    const kind = tags[i]?.slice(2)
    if (tags[i]?.startsWith("I-") && tags[i - 1]?.slice(2) !== kind) tags[i] = "B-" + kind
  }
}

function marker(data, card, state) {
  const spans = data.mode === "span"
  const last = card.words.length - 1
  const isNew = (i, label, begin) => begin || i === 0 || state.tags[i - 1] === "O" || state.tags[i - 1].slice(2) !== label

  function tag(i, label, begin) {
    if (!data.bio) state.tags[i] = label
    else if (label === null) state.tags[i] = "O"
    else state.tags[i] = (isNew(i, label, begin) ? "B-" : "I-") + label
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
  const marked = () => ({ tags: [...state.tags], first: state.first, last: state.last, at: state.at })
  // A step that changes nothing is none.
  function step(change) {
    const before = marked()
    change()
    const differs = JSON.stringify({ ...before, at: 0 }) !== JSON.stringify({ ...marked(), at: 0 })
    if (differs) state.steps.push(before)
    return differs
  }
  return {
    spans,
    click(i, shift) {
      state.at = i
      step(() => {
        if (spans) return span(i, shift)
        const label = data.labels[state.active]?.name
        const has = data.bio ? state.tags[i] !== "O" && state.tags[i].slice(2) === label : state.tags[i] === label
        tag(i, has && !shift ? null : label, shift)
      })
    },
    drag(from, to, begins) {
      if (!begins && state.dragged) this.undo() // the whole drag is one step
      const [a, b] = [Math.min(from, to), Math.max(from, to)]
      state.dragged = step(() => {
        if (spans) [state.first, state.last] = [a, b]
        else for (let i = a; i <= b; i++) tag(i, data.labels[state.active].name, data.bio && i === a)
      })
      state.at = to
    },
    give(number, begin) {
      state.active = number
      step(() => tag(state.at, data.labels[number].name, begin))
      state.at = Math.min(last, state.at + 1)
    },
    clear() {
      step(() => {
        if (spans) state.first = state.last = null
        else tag(state.at, null)
      })
      if (!spans) state.at = Math.min(last, state.at + 1)
    },
    move(by) {
      state.at = Math.max(0, Math.min(last, state.at + by))
    },
    take(tags) {
      step(() => (state.tags = [...tags]))
    },
    undo() {
      const before = state.steps.pop()
      if (before) Object.assign(state, before)
      return Boolean(before)
    },
    open: () => (spans ? Number(state.first === null) : state.tags.filter((tag) => tag === null).length),
    value: () => (spans ? { first: state.first, last: state.last } : [...state.tags]),
  }
}
