// Letters are strokes on a grid of 4 by 6, so that no font of the machine gets into the picture.
const LETTERS = {
  S: "M4 1 Q4 0 2 0 Q0 0 0 1.5 Q0 3 2 3 Q4 3 4 4.5 Q4 6 2 6 Q0 6 0 5",
  P: "M0 6 V0 H2 Q4 0 4 1.7 Q4 3.4 2 3.4 H0",
  I: "M2 0 V6",
  L: "M0 0 V6 H4",
  W: "M0 0 L1 6 L2 2 L3 6 L4 0",
  A: "M0 6 L2 0 L4 6 M0.8 3.8 H3.2",
  Y: "M0 0 L2 3 L4 0 M2 3 V6",
  1: "M1 1.2 L2.4 0 V6",
  2: "M0 1.4 Q0.2 0 2 0 Q4 0 4 1.7 Q4 3 0 6 H4",
  k: "M0 0 V6 M3.6 2 L0 4.4 M1.4 3.6 L3.8 6",
  m: "M0 6 V2 M0 3 Q1 2 2 2.6 V6 M2 3 Q3 2 4 2.8 V6",
  " ": "",
};

function letters(text, { x, y, size, colour, width }) {
  const paths = [...text].map(
    (letter, i) => `<path transform="translate(${i * 5.6} 0)" d="${LETTERS[letter]}"/>`,
  );
  return `<g transform="translate(${x} ${y}) scale(${size / 6})" fill="none" stroke="${colour}"
    stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round">${paths.join("")}</g>`;
}

/** A wooden board on two posts. */
export const signBoard = `<svg xmlns="http://www.w3.org/2000/svg" width="150" height="88">
  <g fill="#4a3524"><rect x="22" y="30" width="8" height="58"/><rect x="118" y="30" width="8" height="58"/></g>
  <rect x="2" y="4" width="146" height="50" rx="4" fill="#2f2117"/>
  <rect x="4" y="5" width="142" height="46" rx="3" fill="#8a6238"/>
  <g stroke="#714e2b" stroke-width="1.2"><path d="M4 20 H146 M4 36 H146"/></g>
  <rect x="8" y="9" width="134" height="38" rx="2" fill="none" stroke="#f4e6c8" stroke-width="1.4"/>
  ${letters("SPILLWAY", { x: 20, y: 15, size: 14, colour: "#f8eed8", width: 0.95 })}
  ${letters("12 km", { x: 56, y: 35, size: 8, colour: "#f8eed8", width: 0.9 })}
</svg>`;

/** Water over a crest, on a disc with a transparent ground: the picture with alpha. */
export const emblem = `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256">
  <defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#1c4f7c"/><stop offset="1" stop-color="#f2b98a"/>
    </linearGradient>
    <linearGradient id="water" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#3f8fb5"/><stop offset="1" stop-color="#f3fbff"/>
    </linearGradient>
    <radialGradient id="shade" cx="0.5" cy="0.5" r="0.5">
      <stop offset="0.86" stop-color="#0d2437" stop-opacity="0.55"/><stop offset="1" stop-color="#0d2437" stop-opacity="0"/>
    </radialGradient>
    <clipPath id="disc"><circle cx="128" cy="126" r="108"/></clipPath>
  </defs>
  <circle cx="128" cy="130" r="125" fill="url(#shade)"/>
  <g clip-path="url(#disc)">
    <rect width="256" height="256" fill="url(#sky)"/>
    <circle cx="168" cy="92" r="22" fill="#fff1d0"/>
    <path d="M0 132 L58 70 L92 108 L122 84 L176 132 Z" fill="#2c4a5e"/>
    <rect y="126" width="256" height="12" fill="#2f7196"/>
    <rect y="136" width="256" height="120" fill="#c9bba6"/>
    <path d="M66 136 H190 C190 176 204 206 216 240 H40 C52 206 66 176 66 136 Z" fill="url(#water)"/>
    <g stroke="#ffffff" stroke-width="3" stroke-linecap="round" opacity="0.75" fill="none">
      <path d="M92 146 C92 178 84 200 80 226 M116 142 C116 176 114 200 112 228 M140 142 C140 176 142 200 144 228 M164 146 C164 178 172 200 176 226"/>
    </g>
  </g>
  <circle cx="128" cy="126" r="108" fill="none" stroke="#f7f2e6" stroke-width="7"/>
</svg>`;
