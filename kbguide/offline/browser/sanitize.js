// In place of a library of half a megabyte: no widget of the guide has a description with markup in it.
/** Text as HTML that shows it. */
export default (text = "") => {
  const node = document.createElement("span");
  node.textContent = text;
  return node.innerHTML;
};
