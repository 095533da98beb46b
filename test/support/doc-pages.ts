import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A page of the documentation. */
export interface DocPage {
  /** Relative to the root of the project, with slashes. */
  readonly path: string;
  readonly text: string;
}

const ROOT_PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];
/** Written by the API generator. */
const GENERATED = /^docs\/api\//;

/**
 * Reads the pages of the root and all below `docs`, but for the generated reference.
 * @param root - folder of the project
 */
export const readDocPages = async (root: string): Promise<DocPage[]> => {
  const below = await readdir(join(root, "docs"), { recursive: true, encoding: "utf8" });
  const paths = below
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file.replaceAll("\\", "/")}`)
    .filter((path) => !GENERATED.test(path))
    .toSorted();
  return await Promise.all(
    [...ROOT_PAGES, ...paths].map(async (path) => ({ path, text: await readFile(join(root, path), "utf8") })),
  );
};
