/* Draws diagrams with the library of this site, which is fetched when the first one is to be drawn.
   Material finds diagrams itself and asks a global `mermaid` to draw them: this is that global. For
   other themes, this script looks for the diagrams as well. */
(function () {
  "use strict"

  const known = window.mermaid
  if (known && !(known instanceof Element)) return

  const LIBRARY = new URL({{ library }}, document.currentScript.src).href
  const WORDS = {{ words }}
  const LINKS = "a:hover{text-decoration:underline}a:focus-visible{outline:2px solid currentcolor;outline-offset:2px}"
  /* What the library draws in black whatever the palette. */
  const TEXT = "var(--md-mermaid-label-fg-color,currentcolor)"
  const COLOURS = `.pieTitleText,.legend text{fill:${TEXT}}.pieOuterCircle,.pieCircle{stroke:${TEXT}}`
  let options = {}
  let loaded = null

  function library() {
    loaded ||= new Promise((resolve, reject) => {
      const script = document.createElement("script")
      script.src = LIBRARY
      script.onload = () => { resolve(window.mermaid); window.mermaid = ours }
      script.onerror = () => { loaded = null; reject(new Error(LIBRARY)) }
      document.head.append(script)
    })
    return loaded
  }

  function escaped(text) {
    const element = document.createElement("span")
    element.textContent = text
    return element.innerHTML
  }

  /* What stands in the place of a diagram that can not be drawn: its text. */
  function instead(text) {
    return `<style>p{color:var(--md-default-fg-color--light);font-size:.85em;margin:0 0 .5em}` +
      `pre{background:var(--md-code-bg-color,#f5f5f5);color:var(--md-code-fg-color);font-size:.85em;margin:0;` +
      `padding:.8em 1.2em;white-space:pre-wrap}</style>` +
      `<p>${escaped(WORDS.failed)}</p><pre><code>${escaped(text.trim())}</code></pre>`
  }

  function heading(host) {
    const before = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(
      (one) => one.compareDocumentPosition(host) & Node.DOCUMENT_POSITION_FOLLOWING)
    const last = before.pop()
    if (!last) return ""
    const copy = last.cloneNode(true)
    copy.querySelectorAll(".headerlink").forEach((link) => link.remove())
    return copy.textContent.trim()
  }

  /* Words on a colour that the author has chosen are black or white, whatever the palette. */
  function legible(root) {
    for (const shape of root.querySelectorAll('.node [style*="fill"]')) {
      const parts = getComputedStyle(shape).fill.match(/[\d.]+/g)
      const label = shape.closest(".node").querySelector(".label")
      if (!parts || parts[3] === "0" || !label || /(^|[;\s])color:/.test(label.getAttribute("style"))) continue
      const light = parts.slice(0, 3).map((part) => {
        const share = part / 255
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      const dark = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] > 0.179
      for (const words of label.querySelectorAll("*")) {
        words.style.setProperty(words.namespaceURI.endsWith("svg") ? "fill" : "color", dark ? "#000" : "#fff", "important")
      }
    }
  }

  /* A name for those who do not see it; room enough to be read on a narrow screen,
     and not more than there is on a sheet of paper. */
  function finish(root) {
    const host = root.host
    const svg = root.querySelector("svg")
    if (!svg || !host) return
    legible(root)
    if (!svg.getAttribute("aria-labelledby")) {
      const above = heading(host)
      svg.setAttribute("aria-label", above ? WORDS.named.replace("{heading}", () => above) : WORDS.diagram)
    }
    const width = svg.viewBox.baseVal ? svg.viewBox.baseVal.width : 0
    const style = document.createElement("style")
    style.textContent = `@media screen and (max-width:45em){:host{overflow-x:auto}svg{min-width:${Math.round(width * 0.6)}px}}` +
      "@media print{svg{max-height:90vh}}"
    root.append(style)
  }

  const ours = {
    initialize(wanted) { options = wanted || {} },

    async render(id, text) {
      let bind = null
      let svg
      try {
        const real = await library()
        real.initialize({
          ...options,
          startOnLoad: false,
          securityLevel: "strict",
          suppressErrorRendering: true,
          themeCSS: (options.themeCSS || "") + LINKS + COLOURS,
        })
        const drawn = await real.render(id, text)
        svg = drawn.svg
        bind = drawn.bindFunctions
      } catch (error) {
        console.warn("mkdocs-swimm: a diagram can not be drawn:", error.message || error)
        document.getElementById(`d${id}`)?.remove()
        svg = instead(text)
      }
      const bindFunctions = (root) => { if (bind) bind(root); finish(root) }
      // Material calls it by its older name.
      return { svg, bindFunctions, fn: bindFunctions }
    },
  }
  window.mermaid = ours

  /* Themes that do not draw diagrams. */
  async function draw() {
    const dark = document.documentElement.dataset.bsTheme === "dark"
    ours.initialize({ theme: dark ? "dark" : "default" })
    let number = 0
    for (const code of document.querySelectorAll("pre.mermaid")) {
      const { svg, bindFunctions } = await ours.render(`swimm-diagram-${number++}`, code.textContent)
      const host = document.createElement("div")
      host.className = "mermaid"
      code.replaceWith(host)
      const root = host.attachShadow({ mode: "open" })
      root.innerHTML = svg
      bindFunctions(root)
    }
  }

  if (!("__md_scope" in window)) document.addEventListener("DOMContentLoaded", draw)
})()
