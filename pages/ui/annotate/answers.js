// Answers on their way to the server. A key press becomes a numbered answer at once, and the page shows what it leads
// to without waiting. A message holds every answer that is not confirmed; one message is on its way at a time, and it
// is sent again when nothing comes back. So no network can lose, double or reorder an answer.
const RETRY = 4000
const page = (window.demuxMarking ??= {
  client: Date.now().toString(36) + Math.random().toString(36).slice(2),
  desks: new Map(),
  number: 0,
  attempts: 0,
  open: null, // what is drawn now and takes the keys
})

function newDesk(place) {
  return {
    ...{ place, pending: [], inFlight: 0, moved: false, cards: new Map(), marks: new Map(), steps: [] },
    ...{ at: null, extra: null, turn: 0, read: 0, note: "", help: false, draft: null, search: "" },
  }
}

function deskOf(place) {
  if (!page.desks.has(place)) page.desks.set(place, newDesk(place))
  return page.desks.get(place)
}

function answer(desk, kind, point, more = {}) {
  desk.pending.push({ number: ++page.number, kind, point, ...more, since: Date.now() })
}

function send(desk, again = false) {
  if (!desk.isShown()) {
    desk.inFlight = 0 // it is sent when the page is open again
    return
  }
  if ((desk.inFlight && !again) || !(desk.pending.length || desk.moved)) return
  desk.moved = false
  desk.inFlight = desk.pending.at(-1)?.number ?? 0
  const message = { client: page.client, place: desk.place, answers: [...desk.pending], at: desk.at }
  desk.setStateValue("message", { ...message, attempt: ++page.attempts })
  clearTimeout(desk.timer)
  if (desk.inFlight) desk.timer = setTimeout(() => send(desk, true), RETRY)
}

function receive(desk, data) {
  for (const card of [...data.before, ...data.ahead]) desk.cards.set(card.id, card)
  if (data.client === page.client) {
    desk.pending = desk.pending.filter((answer) => answer.number > data.done)
    if (data.done >= desk.inFlight) desk.inFlight = 0
  }
  if (data.visit && data.visit.turn > desk.turn) {
    desk.turn = data.visit.turn
    desk.extra = data.visit.card
    desk.cards.set(desk.extra.id, desk.extra)
    desk.at = desk.extra.id
    document.activeElement?.blur() // the list, which would take the keys
  }
}

// What the server said, and what the answers that it has not confirmed will make of it.
function timeline(desk, data) {
  const lists = { before: [...data.before], ahead: [...data.ahead] }
  let extra = desk.extra
  const known = (id) => [...lists.before, ...lists.ahead].find((card) => card.id === id) ?? desk.cards.get(id)
  const remove = (id) => {
    for (const name of ["before", "ahead"]) lists[name] = lists[name].filter((card) => card.id !== id)
  }
  const change = (id, news) => {
    const changed = (card) => (card?.id === id ? { ...card, ...news } : card)
    for (const name of ["before", "ahead"]) lists[name] = lists[name].map(changed)
    extra = changed(extra)
  }
  for (const { kind, point, value, back } of desk.pending) {
    const card = known(point)
    if (!card) continue
    if (kind === "flag") change(point, { flagged: value })
    else if (kind === "comment") change(point, { comment: value })
    else if (kind === "label" && lists.before.includes(card)) change(point, { label: value })
    else {
      remove(point)
      if (kind === "label") lists.before.push({ ...card, label: value, by: "" })
      else if (kind === "undo" && back !== null) lists.before.push({ ...card, label: back })
      else if (kind === "undo" || kind === "return") lists.ahead.unshift({ ...card, label: null })
      else if (!data.more) lists.ahead.push(card)
    }
  }
  const all = [...lists.before, ...lists.ahead]
  const elsewhere = extra && !all.some((card) => card.id === extra.id) && extra.id === desk.at ? extra : null
  return { ...lists, all, card: elsewhere ?? all.find((card) => card.id === desk.at) ?? lists.ahead[0] ?? null }
}

function actions(desk, now, redraw) {
  const go = (card) => {
    desk.at = card?.id ?? null
    desk.note = ""
  }
  const act = (kind, more) => {
    answer(desk, kind, now().card.id, more)
    send(desk)
    redraw()
  }
  const after = ({ all, ahead, card }) => all[all.findIndex((each) => each.id === card.id) + 1] ?? ahead[0]
  const leave = (kind, more, back) => {
    const before = now()
    const point = before.card.id
    desk.steps.push({ kind, point, back })
    answer(desk, kind, point, more)
    const next = before.all.includes(before.card) ? after(before) : before.ahead[0]
    go(next && next.id !== point ? next : null)
    send(desk)
    redraw()
  }
  return {
    label(value) {
      const { card } = now()
      if (!card) return
      const own = card.by === "" ? card.label : null
      if (own !== null && JSON.stringify(own) === JSON.stringify(value)) return this.move(1)
      leave("label", { value, corrects: own }, own)
    },
    skip() {
      const { card, ahead } = now()
      if (!card) return
      if (!ahead.includes(card)) this.move(1)
      else leave("skip", {}, null)
    },
    undo() {
      const step = desk.steps.pop() ?? this.earlier()
      desk.note = step ? "" : "You have no label to undo here."
      if (step) {
        answer(desk, step.kind === "skip" ? "return" : "undo", step.point, { back: step.back })
        desk.at = step.point
        send(desk)
      }
      redraw()
    },
    // What the annotator labelled before the page was opened.
    earlier() {
      const last = now().before.at(-1)
      return last && { kind: "label", point: last.id, back: null }
    },
    move(by) {
      const { all, card, ahead } = now()
      const place = all.findIndex((each) => each.id === card?.id)
      const to = place < 0 ? (by > 0 ? ahead[0] : all[all.length - ahead.length - 1]) : all[place + by]
      if (!to && by < 0) return
      go(to)
      desk.moved = true
      send(desk)
      redraw()
    },
    flag: () => now().card && act("flag", { value: !now().card.flagged }),
    comment: (text) => act("comment", { value: text }),
  }
}

window.addEventListener("beforeunload", (event) => {
  if ([...page.desks.values()].some((desk) => desk.pending.length)) event.preventDefault()
})
