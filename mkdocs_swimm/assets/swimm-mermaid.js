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
  const LINE = "var(--md-mermaid-edge-color,currentcolor)"
  const COLOURS = `.pieTitleText,.legend text{fill:${TEXT}}.pieOuterCircle,.pieCircle{stroke:${TEXT}}` +
    `marker[id$=head i] path{stroke:${LINE}!important}marker[id$=arrowhead i]:not([id*=stick]) path,marker[id$=filled-head] path{fill:${LINE}!important}` +
    `marker.classDiagram *{stroke:${LINE}!important}marker.classDiagram:is(.composition,.dependency) *{fill:${LINE}!important}`
  /* Never drawn at less than this part of its size. */
  const SMALLEST = 0.6
  const BUTTON = "button{background:var(--md-default-bg-color,canvas);border:1px solid var(--md-default-fg-color--lightest,#ccc);" +
    "border-radius:.2em;color:var(--md-default-fg-color--light,canvastext);cursor:pointer;height:2rem;padding:0;position:absolute;" +
    "right:.2rem;top:.2rem;width:2rem}button:is(:hover,:focus-visible){color:var(--md-accent-fg-color,linktext)}" +
    "button::before{background:currentcolor;content:'';display:block;height:100%;mask:var(--icon) center/60% no-repeat}"
  const ICON = (path) => `--icon:url("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'><path d='${path}'/></svg>")`
  const FRAME = `:host{position:relative}.frame{overflow-x:auto}.small{cursor:zoom-in}${BUTTON}` +
    `button{${ICON("M10 21v-2H6.41l4.5-4.5-1.41-1.41-4.5 4.5V14H3v7zm4.5-10.09 4.5-4.5V10h2V3h-7v2h3.59l-4.5 4.5z")};opacity:0}` +
    ":host(:hover) button,button:focus-visible{opacity:1}@media (hover:none){button{opacity:.75}}" +
    "@media print{button{display:none}svg{max-height:90vh}}"
  const DIALOG = `dialog{background:var(--md-default-bg-color,canvas);border:0;box-sizing:border-box;color:var(--md-default-fg-color,canvastext);` +
    "height:calc(100dvh - 1rem);max-height:none;max-width:none;padding:0;width:calc(100vw - 1rem)}dialog::backdrop{background:#0008}" +
    `.sheet{box-sizing:border-box;display:flex;height:100%;overflow:auto;padding:1rem}svg{flex:none;height:auto;margin:auto}${BUTTON}` +
    `button{${ICON("M19 6.41 17.59 5 12 10.59 6.41 5 5 6.41 10.59 12 5 17.59 6.41 19 12 13.41 17.59 19 19 17.59 13.41 12z")}}`
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

  function rgba(colour) {
    const parts = (colour.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number)
    const scale = colour.startsWith("color(") ? 255 : 1
    return [...parts.slice(0, 3).map((part) => part * scale), parts[3] ?? 1]
  }

  function over(below, [red, green, blue, alpha]) {
    return [red, green, blue].map((part, at) => part * alpha + below[at] * (1 - alpha))
  }

  function luminance(colour) {
    const [red, green, blue] = colour.map((part) => {
      const share = part / 255
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }

  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
    return (light + 0.05) / (dark + 0.05)
  }

  /* Colours behind an element, from the page upwards, painted over each other. */
  function painted(element, until, below) {
    const chain = []
    for (let at = element; at && at !== until; at = at.parentElement || at.getRootNode().host) chain.push(at)
    return chain.reduceRight((colour, one) => over(colour, rgba(getComputedStyle(one).backgroundColor)), below)
  }

  /* The shapes of a diagram that are filled, in the order in which they are painted. */
  function filled(svg) {
    const shapes = []
    for (const shape of svg.querySelectorAll("rect,path,polygon,circle,ellipse")) {
      if (shape.closest("defs,marker")) continue
      const style = getComputedStyle(shape)
      const matrix = style.fill.startsWith("rgb") && shape.getScreenCTM()
      const colour = rgba(style.fill)
      colour[3] *= style.fillOpacity * style.opacity
      if (matrix && colour[3]) shapes.push({ shape, colour, box: shape.getBoundingClientRect(), matrix: matrix.inverse() })
    }
    return shapes
  }

  function inside({ shape, box, matrix }, x, y) {
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) return false
    return shape.isPointInFill(new DOMPoint(x, y).matrixTransform(matrix))
  }

  /* While a colour changes by and by, nobody can tell what it will be. */
  const still = (style) => `${style};transition:none!important`

  /* Authors colour boxes for a light page. Words on them have the author's colour, else the theme's,
     where that can be read, else black or white. */
  function legible(root) {
    const svg = root.querySelector("svg")
    for (const words of svg.querySelectorAll("[data-swimm-style]")) {
      words.setAttribute("style", still(words.dataset.swimmStyle))
    }
    const page = painted(root.host, null, [255, 255, 255])
    const shapes = filled(svg)
    const seen = new Set()
    const texts = document.createTreeWalker(svg, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const words = texts.currentNode.parentElement
      if (!texts.currentNode.data.trim() || seen.has(words) || words.closest("style,title,desc,defs")) continue
      seen.add(words)
      const box = words.getBoundingClientRect()
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
      if (!box.width) continue
      const under = shapes.filter((one) => inside(one, x, y) &&
        one.shape.compareDocumentPosition(words) & Node.DOCUMENT_POSITION_FOLLOWING)
      let behind = under.reduce((colour, one) => over(colour, one.colour), page)
      const property = words instanceof SVGElement ? "fill" : "color"
      if (property === "color") behind = painted(words, words.closest("foreignObject"), behind)
      const style = words.dataset.swimmStyle ?? (words.getAttribute("style") || "")
      const read = () => contrast(over(behind, rgba(getComputedStyle(words)[property])), behind)
      const chosen = words.closest('[style*="color:"]')?.style.color
      if (!chosen && read() >= 4.5) continue
      words.dataset.swimmStyle = style
      words.setAttribute("style", still(style))
      for (const colour of [chosen, null, luminance(behind) > 0.179 ? "#000" : "#fff"]) {
        if (colour) words.style.setProperty(property, colour, "important")
        else words.setAttribute("style", still(style))
        if (colour !== undefined && read() >= 4.5) break
      }
    }
  }

  const finished = new Set()
  function repaint() {
    for (const root of finished) root.host.isConnected ? legible(root) : finished.delete(root)
  }
  for (const element of [document.documentElement, document.body]) {
    if (element) new MutationObserver(repaint).observe(element, { attributeFilter: ["data-md-color-scheme", "data-bs-theme"] })
  }

  /* A dialog with a diagram in its own size. */
  function openLarge(svg, width, name) {
    const host = document.createElement("div")
    const root = host.attachShadow({ mode: "open" })
    root.innerHTML = `<style>${DIALOG}</style><dialog><button type="button"></button><div class="sheet" tabindex="0" role="group"></div></dialog>`
    const [dialog, button, sheet] = ["dialog", "button", ".sheet"].map((one) => root.querySelector(one))
    dialog.setAttribute("aria-label", name)
    sheet.setAttribute("aria-label", name)
    button.setAttribute("aria-label", WORDS.close)
    const copy = svg.cloneNode(true)
    copy.setAttribute("style", `width:${width}px;max-width:none`)
    sheet.append(copy)
    button.onclick = () => dialog.close()
    dialog.onclick = (event) => { if (event.target === dialog || event.target.closest("a")) dialog.close() }
    dialog.onclose = () => host.remove()
    document.body.append(host)
    dialog.showModal()
  }

  /* A name for those who do not see it; never too small to be read, which makes it wider than the
     page; and not more than there is on a sheet of paper. */
  function finish(root) {
    const host = root.host
    const svg = root.querySelector("svg")
    if (!svg || !host) return
    const above = heading(host)
    const name = above ? WORDS.named.replace("{heading}", () => above) : WORDS.diagram
    if (!svg.getAttribute("aria-labelledby")) svg.setAttribute("aria-label", name)
    const width = svg.viewBox.baseVal ? svg.viewBox.baseVal.width : 0
    const style = document.createElement("style")
    style.textContent = `${FRAME}@media screen{svg{min-width:${Math.round(width * SMALLEST)}px}}`
    const frame = document.createElement("div")
    frame.className = "frame"
    const button = document.createElement("button")
    button.type = "button"
    button.setAttribute("aria-label", WORDS.large)
    svg.before(frame)
    frame.append(svg)
    root.append(style)
    frame.onclick = (event) => { if (button.isConnected && !event.target.closest("a")) button.click() }
    button.onclick = () => openLarge(svg, width, name)
    new ResizeObserver(() => {
      const drawn = svg.getBoundingClientRect().width
      if (!drawn) return
      if (!finished.has(root)) legible(root)
      finished.add(root)
      const small = drawn < width * 0.9
      frame.className = small ? "frame small" : "frame"
      if (small) frame.before(button)
      else button.remove()
      if (frame.scrollWidth > frame.clientWidth) {
        for (const [key, value] of [["tabindex", 0], ["role", "group"], ["aria-label", name]]) frame.setAttribute(key, value)
      } else {
        for (const key of ["tabindex", "role", "aria-label"]) frame.removeAttribute(key)
      }
    }).observe(frame)
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
