// Asks the server what the points under the pointer are, and hands its answers to the map.
const maps = (globalThis.demuxMaps ??= { arrays: new Map(), changed: new Set(), hovers: new Map() })

export default function ({ data, setStateValue }) {
  const hover = maps.hovers.get(data.chart) ?? {}
  maps.hovers.set(data.chart, hover)
  hover.ask = (row) => setStateValue("asked", { row, about: hover.about })
  hover.answer = data.answer
  hover.answered?.(data.answer)
}
