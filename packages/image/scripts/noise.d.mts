/** Red, green and blue, 0..1. */
export type Colour = readonly [red: number, green: number, blue: number];

export function hash(x: number, y: number, seed: number): number;
export function noise(x: number, y: number, seed: number): number;
export function fractal(x: number, y: number, seed: number, octaves: number): number;
export function mix(a: number, b: number, t: number): number;
export function mixColour(a: Colour, b: Colour, t: number): Colour;
export function scale(colour: Colour, factor: number): Colour;
export function clamp(x: number, low?: number, high?: number): number;
export function smoothstep(a: number, b: number, x: number): number;
