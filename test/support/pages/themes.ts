import variables from "./themes.json" with { type: "json" };

export type Theme = keyof typeof variables;

/**
 * VS Code's default themes as pages see them: the kind that stands at the body, and the variables that our pages and elements use
 * (read from the workbench of 1.139).
 */
export const themes: Readonly<Record<Theme, { readonly kind: string; readonly variables: Readonly<Record<string, string>> }>> =
  variables;
