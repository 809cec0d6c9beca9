/* Wide tables scroll within the page; where one does, the keyboard gets there, too. The theme wraps
   tables when a page is loaded, and does this for code alone. */
(function () {
  "use strict"

  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0
      else target.removeAttribute("tabindex")
    }
  })

  function watch() {
    sizes.disconnect()
    for (const table of document.querySelectorAll(".md-typeset:has(> .swimm-page) .md-typeset__scrollwrap")) sizes.observe(table)
  }

  // The theme's own work on the page comes in the same turn, before or after.
  window.document$?.subscribe(() => setTimeout(watch))
})()
