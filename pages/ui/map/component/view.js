// The part of the map that is seen: its middle and how far it is zoomed in. The whole map is from -1 to 1.
const STEPS = 65535
const FILL = 0.95 // of the width and height is taken by all points
const FARTHEST = 0.5
const NEAREST = 5000

const onMap = (step) => FILL * ((2 * step) / STEPS - 1)
const stepOf = (place) => ((place / FILL + 1) / 2) * STEPS

function newView() {
  const view = { zoom: 1, x: 0, y: 0, width: 1, height: 1 }
  view.toScreen = (x, y) => [((view.zoom * (x - view.x) + 1) / 2) * view.width, ((1 - view.zoom * (y - view.y)) / 2) * view.height]
  view.toMap = (left, top) => [((2 * left) / view.width - 1) / view.zoom + view.x, (1 - (2 * top) / view.height) / view.zoom + view.y]
  // As regl-scatterplot's camera, for points that are stretched to the shape of the canvas.
  view.matrix = () => {
    const shape = view.width / view.height
    return [view.zoom, 0, 0, 0, 0, view.zoom, 0, 0, 0, 0, 1, 0, -view.zoom * shape * view.x, -view.zoom * view.y, 0, 1]
  }
  view.move = (left, top) => {
    view.x -= (2 * left) / view.width / view.zoom
    view.y += (2 * top) / view.height / view.zoom
  }
  // Zoom so that what is at a place of the screen stays there.
  view.zoomBy = (factor, left = view.width / 2, top = view.height / 2) => {
    const before = view.toMap(left, top)
    view.zoom = Math.min(NEAREST, Math.max(FARTHEST, view.zoom * factor))
    const after = view.toMap(left, top)
    view.x += before[0] - after[0]
    view.y += before[1] - after[1]
  }
  view.show = (x, y, zoom) => Object.assign(view, { x, y, zoom })
  return view
}
