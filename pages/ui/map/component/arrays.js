// Receives an array of a map and keeps it, so that messages need only name it.
// (point_arrays.py: length of the header, header, numbers.)
const MOST = 8 // arrays that are kept: what was used longest ago leaves (points.js)

const maps = (globalThis.demuxMaps ??= { arrays: new Map(), changed: new Set(), hovers: new Map() })

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))
  return new Response(stream).arrayBuffer()
}

async function receive(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = 4 + view.getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)))
  if (maps.arrays.has(header.key)) return
  const content = bytes.slice(start)
  const numbers = header.deflated ? await inflated(content) : content.buffer
  maps.arrays.set(header.key, header.type === "uint8" ? new Uint8Array(numbers) : new Uint16Array(numbers))
  while (maps.arrays.size > MOST) maps.arrays.delete(maps.arrays.keys().next().value)
  maps.changed.forEach((tell) => tell())
}

export default function ({ data }) {
  receive(data)
}
