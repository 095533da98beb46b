/**
 * A part of the program moved to the right, so that it stands within braces.
 * @param code - lines none of which goes on a text of the line before
 */
export const indentLines = (code: string): string => code.replaceAll(/^(?=.)/gm, "  ");
