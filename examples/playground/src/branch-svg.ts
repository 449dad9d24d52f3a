/** The drawing of two branches as SVG. */
import { describeDrawing, drawBranches } from './branch-drawing.ts';
import type { RaceBlock, RaceBranch } from './two-branches.ts';

const SVG = 'http://www.w3.org/2000/svg';

function svgElement(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly (Node | string)[] = [],
): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/** @param width of the place that it stands in, pixels */
export function branchSvg(genesis: RaceBlock, branches: readonly RaceBranch[], width: number): SVGElement {
  const drawing = drawBranches(genesis, branches, width);
  const links = drawing.links.map(({ fromX, fromY, toX, toY, isActive }) =>
    svgElement('path', {
      class: isActive ? 'race-link is-active' : 'race-link',
      d: `M ${fromX} ${fromY} C ${(fromX + toX) / 2} ${fromY}, ${(fromX + toX) / 2} ${toY}, ${toX} ${toY}`,
    }),
  );
  const blocks = drawing.blocks.map(({ block, x, y, width: blockWidth, height, isActive, isNamed }) => {
    const name = svgElement('text', { x: x + blockWidth / 2, y: y + height / 2 }, [block.name]);
    return svgElement('g', { class: `race-block ${block.weight}${isActive ? ' is-active' : ''}` }, [
      svgElement('rect', { x, y, width: blockWidth, height, rx: Math.min(5, blockWidth / 4) }),
      ...(isNamed ? [name] : []),
    ]);
  });
  const size = { viewBox: `0 0 ${drawing.width} ${drawing.height}`, width: drawing.width, height: drawing.height };
  return svgElement('svg', { role: 'img', 'aria-label': describeDrawing(branches), ...size }, [...links, ...blocks]);
}
