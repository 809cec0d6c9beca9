/* Shows the code behind a token or path where the reader points at it: by mouse, keyboard or touch.
   Without this script it is a link. Listens on the document, so that pages which are loaded without
   a new document need nothing. */
(function () {
  "use strict"

  // Where Material loads a page without a new document, the page may bring this along again.
  if (window.swimmPreviews) return
  window.swimmPreviews = true

  const DELAY = 200
  const GAP = 6
  let box = null
  let shownFor = null
  let timer = 0
  let touched = false

  function linkOf(target) {
    return target instanceof Element ? target.closest("a[data-preview]") : null
  }

  function previewOf(link) {
    const previews = document.querySelector("template.swimm-page")
    return previews?.content.querySelector(`[data-preview="${CSS.escape(link.dataset.preview)}"]`)
  }

  function hide() {
    clearTimeout(timer)
    if (!shownFor) return
    shownFor.removeAttribute("aria-describedby")
    shownFor = null
    box.remove()
  }

  function show(link) {
    clearTimeout(timer)
    if (shownFor === link && box.isConnected) return
    hide()
    const preview = previewOf(link)
    if (!preview) return
    box = document.createElement("div")
    box.className = "swimm-preview md-typeset"
    box.id = "swimm-preview"
    box.setAttribute("role", "tooltip")
    box.append(...Array.from(preview.childNodes, (node) => node.cloneNode(true)))
    // With the colours of the place where it is shown.
    const home = document.querySelector("[data-md-component=container]") || document.body
    home.append(box)
    shownFor = link
    link.setAttribute("aria-describedby", box.id)
    place(link)
  }

  function place(link) {
    const rects = link.getClientRects()
    const at = rects[0] || link.getBoundingClientRect()
    const width = box.offsetWidth
    const height = box.offsetHeight
    const room = document.documentElement.clientWidth - GAP
    const left = Math.max(GAP, Math.min(at.left, room - width))
    const below = rects.length ? rects[rects.length - 1].bottom + GAP : at.bottom + GAP
    const above = at.top - GAP - height
    const fits = below + height <= window.innerHeight || above < 0
    box.style.left = `${left}px`
    box.style.top = `${fits ? below : above}px`
  }

  function later(action) {
    clearTimeout(timer)
    timer = setTimeout(action, DELAY)
  }

  document.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch" }, true)

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return
    const link = linkOf(event.target)
    if (link) later(() => show(link))
    else if (box && box.contains(event.target)) clearTimeout(timer)
    else if (shownFor) later(hide)
    else clearTimeout(timer)
  })

  document.addEventListener("focusin", (event) => {
    const link = linkOf(event.target)
    if (link && link.matches(":focus-visible")) show(link)
    else if (!box || !box.contains(event.target)) hide()
  })

  document.addEventListener("focusout", (event) => {
    if (linkOf(event.target) === shownFor) hide()
  })

  // The first touch shows, the second one follows the link.
  document.addEventListener("click", (event) => {
    const link = linkOf(event.target)
    if (link && touched && shownFor !== link && previewOf(link)) {
      event.preventDefault()
      event.stopPropagation()
      show(link)
    } else if (!box || !box.contains(event.target)) hide()
  }, true)

  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide() })
  window.addEventListener("scroll", () => { if (shownFor) place(shownFor) }, { passive: true })
  window.addEventListener("resize", hide)
})()
