// The map: what the server said is drawn; outlines that are drawn on it are sent back. Of several maps side by
// side all show one view, outline and point under the pointer.
const REACH = 8 // pixels around the pointer in which a point is found
const CLOSE_UP = 7 // times the whole map
const STRIDE = 60 // pixels that an arrow key moves the map
const charts = new WeakMap()
const kept = (maps.kept ??= new Map()) // what is seen and hidden of each map, for when it is shown again

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".demux-map")
  const show = () => {
    // The library comes with the coordinates, which may arrive later.
    if (globalThis.demuxScatterplot) chartOf(root, data)?.receive(data, setStateValue) ?? setStateValue("failed", true)
  }
  maps.changed.delete(root.show)
  root.show = show
  maps.changed.add(show)
  show()
  return () =>
    setTimeout(() => {
      if (root.isConnected) return
      maps.changed.delete(root.show)
      charts.get(root)?.destroy()
      charts.delete(root)
    })
}

function chartOf(root, data) {
  if (!charts.has(root)) {
    try {
      charts.set(root, newChart(root, data))
    } catch (error) {
      console.warn("The map is drawn without WebGL:", error.message)
      charts.set(root, null)
    }
  }
  return charts.get(root)
}

function newChart(root, first) {
  const name = first.chart
  const part = (name) => root.querySelector(`.${name}`)
  const [box, tip] = [part("maps"), part("tip")]
  box.replaceChildren() // what a chart left that could not be drawn
  const panes = [newPane(box)]
  const { hidden, seen } = kept.get(name) ?? { hidden: new Set(), seen: { x: 0, y: 0, zoom: 1 } }
  const view = newView()
  view.show(seen.x, seen.y, seen.zoom)
  kept.set(name, { hidden, seen: view })
  let data = null
  let send = () => {}
  let corners = [] // of the outline on the screen while it is drawn
  let outlined = null // its corners on the map
  let at = -1 // the row under the pointer
  let [over] = panes // where the pointer is
  let texts = new Map()
  let settling = 0

  const points = newPoints(over.points, view, first, (look) => {
    root.dataset.look = look
    copyPoints(panes)
    paintAbove()
  })
  const mode = () => root.querySelector(".mode[aria-pressed=true]").dataset.mode
  const isHidden = (code) => hidden.has(data.entry_of[code])
  const moved = () => {
    points.follow()
    clearTimeout(settling)
    settling = setTimeout(() => points.paint(data, hidden), 200)
  }

  function receive(message, setStateValue) {
    const fresh = data?.points !== message.points
    const flies = JSON.stringify(message.focus) !== JSON.stringify(data?.focus ?? null)
    if (fresh || data.about !== message.about) texts = new Map()
    data = message
    send = setStateValue
    root.querySelector(".about").textContent = data.label
    hover().about = data.about
    hover().answered = answered
    arrange(root, box, panes, data.panels, follow)
    if (!panes.includes(over)) over = panes[0]
    drawLegend(part("legend"), data.entries, data.scale, hidden, redraw)
    if (fresh) outlined = null
    redraw()
    if (flies && data.focus) whenReady(() => data.focus && fly(data.focus.row))
    if (flies && !data.focus) leave()
    return true
  }

  function redraw() {
    if (data) points.update(data, hidden)
  }

  function whenReady(act) {
    if (points.isReady()) act()
    else setTimeout(() => whenReady(act), 50)
  }

  function fly(row) {
    view.show(...points.place(row), CLOSE_UP)
    moved()
    at = row
    if (data.focus?.row === row) texts.set(row, data.focus.lines)
    showTip()
  }

  // Marks, the outline and the point under the pointer, above the points.
  function paintAbove() {
    if (!data || !points.isReady()) return
    const sharp = window.devicePixelRatio
    for (const pane of panes) {
      const context = pane.above.getContext("2d")
      context.setTransform(sharp, 0, 0, sharp, 0, 0)
      context.clearRect(0, 0, view.width, view.height)
      eachMark(pane, (mark, row, x, y) => drawMark(context, mark.coded ? { ...mark, color: codedColor(row) } : mark, x, y))
      if (at >= 0) drawMark(context, { shape: "circle", open: true, color: data.ink, line: 2, size: 14 }, ...screenOf(at))
      paintOutline(context)
    }
  }

  const screenOf = (row) => view.toScreen(...points.place(row))
  const codedColor = (row) => data.chosen.colors[points.codeOf(row)]

  // Whether the legend hides what a marked text is: its colour, or the target sample.
  function isGone(mark, row) {
    if (row >= data.pool) return hidden.has(data.target)
    return hidden.has((mark.coded ? data.chosen : data).entry_of[points.codeOf(row)])
  }
  const seenRows = (mark) => (hidden.has(mark.name) ? [] : rowsOf(mark).filter((row) => !mark.follows || !isGone(mark, row)))

  function eachMark(pane, act) {
    for (const mark of pane.marks) {
      for (const row of seenRows(mark)) {
        const [x, y] = screenOf(row)
        if (x > -20 && y > -20 && x < view.width + 20 && y < view.height + 20) act(mark, row, x, y)
      }
    }
  }

  // Go to the next or the previous marked text: first those that were found or chosen, at last the target's.
  function step(pane, by) {
    if (!points.isReady()) return
    const isTarget = (mark) => mark.name === data.target
    const marks = [...pane.marks].reverse().sort((one, other) => isTarget(one) - isTarget(other))
    const rows = [...new Set(marks.flatMap(seenRows))]
    if (!rows.length) return
    const place = rows.indexOf(at)
    over = pane
    at = rows[place < 0 ? (by > 0 ? 0 : rows.length - 1) : (place + by + rows.length) % rows.length]
    const [x, y] = screenOf(at)
    if (x < 0 || y < 0 || x > view.width || y > view.height) view.show(...points.place(at), view.zoom)
    moved()
    paintAbove()
    showTip()
  }

  function paintOutline(context) {
    const shown = corners.length ? corners : (outlined ?? []).map((corner) => view.toScreen(...corner))
    if (shown.length < 2) return
    context.beginPath()
    shown.forEach((corner, i) => context[i ? "lineTo" : "moveTo"](...corner))
    context.closePath()
    context.fillStyle = data.ink + "14"
    context.fill()
    context.setLineDash([5, 4])
    context.lineWidth = 1.5
    context.strokeStyle = data.ink
    context.stroke()
    context.setLineDash([])
  }

  // Send the corners in the coordinates of the map's file, in which the server looks for the rows inside.
  function sendOutline(drawn) {
    corners = []
    if (!drawn && !outlined) return paintAbove()
    outlined = drawn && drawn.map((corner) => view.toMap(...corner))
    paintAbove()
    const along = (axis) => outlined.map((corner) => data.low[axis] + (stepOf(corner[axis]) / STEPS) * data.span[axis])
    send("drawn", outlined && { lasso: [{ x: along(0), y: along(1) }] })
  }

  // What is seen, inwards of the edges so that its outline is seen too.
  const outlineView = () => sendOutline([[1, 1], [view.width - 1, 1], [view.width - 1, view.height - 1], [1, view.height - 1]])

  function hover() {
    if (!maps.hovers.has(data.chart)) maps.hovers.set(data.chart, {})
    return maps.hovers.get(data.chart)
  }

  let waiting = 0
  let asking = 0
  function pointed(pane, left, top) {
    cancelAnimationFrame(waiting)
    waiting = requestAnimationFrame(() => {
      if (!data || !points.isReady()) return
      let [row, best] = [-1, REACH]
      eachMark(pane, (mark, each, x, y) => {
        const far = Math.hypot(x - left, y - top)
        if (far <= best) [row, best] = [each, far]
      })
      if (row < 0) row = points.nearest(left, top, REACH, isHidden)
      if (row === at && pane === over) return
      at = row
      over = pane
      paintAbove()
      showTip()
    })
  }

  function showTip() {
    clearTimeout(asking)
    const lines = at < 0 ? undefined : (knownLines(data.said, at) ?? texts.get(at))
    // What asks the server may arrive after the map.
    if (at >= 0 && !lines) asking = setTimeout(() => (hover().ask ? hover().ask(at) : showTip()), 60)
    const [x, y] = lines ? screenOf(at) : [0, 0]
    showLines(tip, lines, at, [over.plot.offsetLeft + x, over.plot.offsetTop + y])
  }

  function answered(answer) {
    if (!answer || answer.about !== data.about) return
    texts.set(answer.row, answer.lines)
    if (answer.row === at) showTip()
  }

  function leave() {
    cancelAnimationFrame(waiting)
    if (at < 0) return
    at = -1
    paintAbove()
    showTip()
  }

  // Follow the pointer and the keys on a map.
  function follow(pane) {
    resizePane(pane, view)
    followPointer(pane.above, {
      mode, view, outlined: sendOutline,
      pointed: (left, top) => pointed(pane, left, top),
      moved: () => {
        leave()
        moved()
      },
      left: leave,
      changed: (drawn) => {
        corners = drawn
        paintAbove()
      },
    })
    pane.plot.onkeydown = (event) => pressed(pane, event)
  }
  follow(over)

  const act = {
    in: () => view.zoomBy(1.5),
    out: () => view.zoomBy(1 / 1.5),
    whole: () => view.show(0, 0, 1),
  }
  root.querySelectorAll(".bar button").forEach((button) => {
    button.onclick = () => {
      const { mode: chosen, act: name } = button.dataset
      if (chosen) {
        root.querySelectorAll(".mode").forEach((each) => each.setAttribute("aria-pressed", String(each === button)))
        box.classList.toggle("moves", chosen === "move")
      } else if (name === "save") save()
      else {
        act[name]()
        leave()
        moved()
      }
    }
  })

  function save() {
    const style = getComputedStyle(root)
    const value = (name) => style.getPropertyValue(`--st-${name}`).trim()
    const look = { background: value("background-color"), text: value("text-color"), font: value("font") }
    const drawn = panes.map(({ title, plot, points, above }) => ({
      title: title.textContent, left: plot.offsetLeft, top: plot.offsetTop, canvases: [points, above],
    }))
    savePicture(data, drawn, hidden, look)
  }

  function pressed(pane, event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const moves = { ArrowLeft: [STRIDE, 0], ArrowRight: [-STRIDE, 0], ArrowUp: [0, STRIDE], ArrowDown: [0, -STRIDE] }
    const keys = { "+": act.in, "=": act.in, "-": act.out, 0: act.whole, Escape: () => sendOutline(null), Enter: outlineView }
    const way = { n: 1, p: -1 }[event.key.toLowerCase()]
    if (moves[event.key]) view.move(...moves[event.key])
    else if (keys[event.key]) keys[event.key]()
    else if (!way) return
    event.preventDefault()
    if (way) return step(pane, way)
    leave()
    moved()
  }

  const observer = new ResizeObserver(() => {
    const { width, height } = panes[0].plot.getBoundingClientRect()
    if (!width || !height || (width === view.width && height === view.height)) return
    Object.assign(view, { width, height })
    panes.forEach((pane) => resizePane(pane, view))
    points.resize()
    redraw()
  })
  observer.observe(panes[0].plot)

  return {
    receive,
    destroy: () => {
      observer.disconnect()
      points.destroy()
    },
  }
}
