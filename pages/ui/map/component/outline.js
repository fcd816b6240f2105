// Outlines that are drawn around points, and the other ways of the pointer: moving and zooming.
const NEAR = 3 // pixels between the corners of a lasso

// `tools`: mode(), view, moved(), pointed(left, top), left(), outlined(corners or null), changed(corners).
function followPointer(surface, tools) {
  let from = null
  let corners = []
  const at = (event) => {
    const box = surface.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }
  const box = ([left, top], [right, bottom]) => [[left, top], [right, top], [right, bottom], [left, bottom]]

  surface.onpointerdown = (event) => {
    if (event.button) return
    surface.setPointerCapture(event.pointerId)
    from = at(event)
    corners = [from]
    tools.left()
  }
  surface.onpointermove = (event) => {
    const to = at(event)
    if (!from) return tools.pointed(...to)
    if (tools.mode() === "move") {
      tools.view.move(to[0] - from[0], to[1] - from[1])
      from = to
      return tools.moved()
    }
    if (tools.mode() === "box") corners = box(from, to)
    else {
      for (const each of event.getCoalescedEvents?.() ?? [event]) {
        const next = at(each)
        const last = corners[corners.length - 1]
        if (Math.hypot(next[0] - last[0], next[1] - last[1]) >= NEAR) corners.push(next)
      }
    }
    tools.changed(corners)
  }
  surface.onpointerup = () => {
    if (from && tools.mode() !== "move") tools.outlined(corners.length > 2 ? corners : null)
    from = null
  }
  surface.onpointercancel = () => {
    from = null
    tools.changed([])
  }
  surface.onpointerleave = () => tools.left()
  surface.onwheel = (event) => {
    event.preventDefault()
    tools.view.zoomBy(Math.exp(-event.deltaY / (event.deltaMode ? 10 : 300)), ...at(event))
    tools.moved()
  }
  surface.ondblclick = () => tools.outlined(null)
}
