// Receives an array of a map, or the lines of its points, and keeps it, so that messages need only name it.
// (point_arrays.py: length of the header, header, content.)
const MOST = 8 // arrays that are kept: what was used longest ago leaves (points.js)

const maps = (globalThis.demuxMaps ??= { arrays: new Map(), changed: new Set(), hovers: new Map() })

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))
  return new Response(stream).arrayBuffer()
}

const readers = {
  uint8: (content) => new Uint8Array(content),
  uint16: (content) => new Uint16Array(content),
  json: (content) => JSON.parse(new TextDecoder().decode(content)),
}

async function receive(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = 4 + view.getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)))
  if (maps.arrays.has(header.key)) return
  const content = bytes.slice(start)
  maps.arrays.set(header.key, readers[header.type](header.deflated ? await inflated(content) : content.buffer))
  while (maps.arrays.size > MOST) maps.arrays.delete(maps.arrays.keys().next().value)
  maps.changed.forEach((tell) => tell())
}

export default function ({ data }) {
  receive(data)
}
