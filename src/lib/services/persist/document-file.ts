import { encodeFileName } from "../../../utils/file-names";

/** How names of documents end. */
export const DOCUMENT_END = ".json";

/** Temporary files of earlier stores, which would be listed as documents. */
export const FORMER_TEMPORARY_FILE = /^\.tmp-[0-9a-f]{12}-/;

/** The file of a document. @throws PersistError `PERSIST_NAME_INVALID` */
export const toDocumentFile = (entityId: string | number): string => {
  const name = encodeFileName(String(entityId));
  // An id of the form of a former temporary file must not vanish from the listings.
  const visible = FORMER_TEMPORARY_FILE.test(name) ? `%2E${name.slice(1)}` : name;
  return `${visible}${DOCUMENT_END}`;
};
