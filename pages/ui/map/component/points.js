// The points themselves, drawn by regl-scatterplot from the arrays that the page received.
const FULL = 0.3 // of the canvas may be covered before points become translucent
const PALEST = 0.12
const FEW = 2_000
const SOME = 20_000 // and more grow when they are zoomed in on: from afar they are small
const MANY = 200_000 // are drawn as smaller squares, which is quicker: among so many no shape is seen

const maps = (globalThis.demuxMaps ??= { arrays: new Map(), changed: new Set(), hovers: new Map() })

// What is in use becomes the newest, so that it stays (arrays.js).
function take(key) {
  const array = maps.arrays.get(key)
  if (array && maps.arrays.delete(key)) maps.arrays.set(key, array)
  return array
}

// Pixels of a point; on one of several small maps they are a background.
function sizeOf(total, isOneOfSeveral) {
  if (total > SOME) return total > MANY ? 2 : 3
  return (total > FEW ? 4 : 6) - (isOneOfSeveral ? 1 : 0)
}

// `drawn` is called after each picture, with what it looks like.
function newPoints(canvas, view, { pool: total, panels }, drawn) {
  const { createScatterplot, createRenderer, createSpatialIndex } = globalThis.demuxScatterplot
  const size = sizeOf(total, panels.length > 1)
  const grow = total > SOME
  const renderer = createRenderer({ canvas: document.createElement("canvas") })
  if (!renderer.isSupported) throw new Error("WebGL lacks what the map needs")
  const plot = createScatterplot({
    canvas, renderer, syncEvents: true, cameraIsFixed: true, colorBy: "valueA", opacityBy: "valueA",
    pointSize: size, renderPointsAsSquares: total > MANY, pointScaleMode: grow ? "asinh" : "constant", spatialIndexUseWorker: false, backgroundColor: [0, 0, 0, 0],
  })
  plot.subscribe("drawing", () => drawn(look))
  // The pointer is followed here, so regl-scatterplot needs no index of the points.
  let noIndex = null
  let now = null // arrays, codes and visibility of what is drawn
  const places = [] // are used again for each picture: memory that is read in its order is quick
  let rows = new Uint32Array(0) // that are drawn, the last on top
  let drawing = Promise.resolve()
  let painted = ""
  let look = ""
  let paintings = 0

  function arraysOf(data) {
    const [steps, codes, languages] = [data.points, data.codes, data.languages].map(take)
    if (!steps || !codes || (data.shown && !languages)) return null
    return { steps, codes, languages, total: steps.length / 2 }
  }

  // The rows that are shown, by the layer of their colour: what is drawn last is on top.
  function inOrder({ codes, languages }, { layers, pool, shown, most }) {
    const isShown = Uint8Array.from({ length: most }, (_, language) => !shown || shown.includes(language))
    const ends = new Uint32Array(Math.max(...layers) + 2)
    for (let i = 0; i < pool; i++) if (!shown || isShown[languages[i]]) ends[layers[codes[i]] + 1]++
    for (let layer = 1; layer < ends.length; layer++) ends[layer] += ends[layer - 1]
    const ordered = new Uint32Array(ends[ends.length - 1])
    for (let i = 0; i < pool; i++) if (!shown || isShown[languages[i]]) ordered[ends[layers[codes[i]]]++] = i
    return ordered
  }

  // The places and codes of the rows that are shown, as regl-scatterplot takes them.
  function shownPlaces(arrays, data) {
    const { steps, codes, total } = arrays
    rows = inOrder(arrays, data)
    while (places.length < rows.length) places.push([0.5, 0.5, 0])
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]
      const place = places[i]
      place[0] = onMap(steps[row])
      place[1] = onMap(steps[total + row])
      place[2] = codes[row]
    }
    return places.slice(0, rows.length)
  }

  // How opaque a point is: where many are seen, each covers less.
  function opacity() {
    const area = view.width * view.height * FULL
    const grown = grow ? Math.max(1, Math.asinh(view.zoom)) : 1
    const covered = Math.max(1, inView() * (size * grown) ** 2)
    return Math.min(1, Math.max(PALEST, Math.sqrt(area / covered)))
  }

  function bounds(left, top, right, bottom) {
    const [x0, y0] = view.toMap(left, bottom).map(stepOf)
    const [x1, y1] = view.toMap(right, top).map(stepOf)
    return [x0, y0, x1, y1]
  }

  function inView() {
    if (!now) return 0
    const [x0, y0, x1, y1] = bounds(0, 0, view.width, view.height)
    const { steps, total } = now
    let n = 0
    for (const i of rows) if (steps[i] >= x0 && steps[i] <= x1 && steps[total + i] >= y0 && steps[total + i] <= y1) n++
    return n
  }

  // Colours are a small table that the points' codes look up, so changing them moves no points. Returns null where
  // nothing changes, else a promise.
  function paint(data, hidden) {
    const seen = opacity()
    const opacities = data.opacities.map((each, code) => (hidden.has(data.entry_of[code]) ? 0 : Math.round(each * seen * 50) / 50))
    const wanted = JSON.stringify([data.colors, opacities])
    if (wanted === painted) return null
    painted = wanted
    // regl-scatterplot ignores opacities with the same members in another order; the last one is never used.
    return plot.set({ pointColor: data.colors, opacity: [...opacities, ++paintings % 2 ? 0.001 : 0.002] })
  }

  let signature = ""
  // Draw what `data` says as soon as all its arrays have arrived.
  function update(data, hidden) {
    drawing = drawing.catch(() => {}).then(async () => {
      noIndex ??= await createSpatialIndex([[9, 9]], false)
      const arrays = arraysOf(data)
      if (!arrays) return
      look = JSON.stringify([data.codes, data.shown, data.about])
      const wanted = JSON.stringify([data.points, data.codes, data.shown, data.layers])
      const shown = wanted === signature ? null : shownPlaces(arrays, data)
      signature = wanted
      now = arrays
      const painting = paint(data, hidden)
      if (shown) {
        await painting // which asks for a picture in the next frame: it shows these places too
        await plot.draw(shown, { zDataType: "categorical", preventFilterReset: true, spatialIndex: noIndex })
      } else if (!painting) drawn(look) // only what is above the points has changed
    })
  }

  function follow() {
    if (now) plot.view(view.matrix())
  }

  function resize() {
    renderer.resize(view.width, view.height)
    plot.set({ width: view.width, height: view.height, aspectRatio: view.width / view.height }).then(follow)
  }

  // The row of the visible point nearest to a place on the screen, at most `reach` pixels away; -1 for none.
  function nearest(left, top, reach, isHidden) {
    if (!now) return -1
    const [x0, y0, x1, y1] = bounds(left - reach, top - reach, left + reach, top + reach)
    const { steps, total, codes } = now
    let best = Infinity
    let row = -1
    for (const i of rows) {
      const x = steps[i]
      if (x < x0 || x > x1) continue
      const y = steps[total + i]
      if (y < y0 || y > y1 || isHidden(codes[i])) continue
      const far = ((2 * x - x0 - x1) / (x1 - x0)) ** 2 + ((2 * y - y0 - y1) / (y1 - y0)) ** 2
      if (far <= best) [best, row] = [far, i]
    }
    return best <= 1 ? row : -1
  }

  return {
    update, paint, follow, resize, nearest,
    place: (row) => [onMap(now.steps[row]), onMap(now.steps[now.total + row])],
    codeOf: (row) => now.codes[row],
    isReady: () => now !== null,
    destroy: () => {
      plot.destroy()
      renderer.destroy()
    },
  }
}
