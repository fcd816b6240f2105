// Writes the licence texts of the bundled packages to LICENCES.txt.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs"

const packages = ["regl-scatterplot", "regl", "regl-line", "pub-sub-es", "dom-2d-camera", "camera-2d-simple", "gl-matrix", "earcut", "@flekschas/utils"]
const texts = packages.map((name) => {
  const folder = `node_modules/${name}`
  const about = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"))
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each))
  const text = file ? readFileSync(`${folder}/${file}`, "utf8").trim() : `Licence: ${about.license}`
  return `${name} ${about.version} (${about.license})\n\n${text}`
})
writeFileSync("LICENCES.txt", texts.join(`\n\n${"-".repeat(78)}\n\n`) + "\n")
