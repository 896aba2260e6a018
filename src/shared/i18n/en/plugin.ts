/** Texts of the plugins: `plugin.<name>.*`. */
export const plugin = {} as const satisfies Record<string, string>
