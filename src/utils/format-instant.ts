/** An instant in ms as text. Total: a number that is no date stays a number. */
export const formatInstant = (time: number): string => {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
};
