/** A question whose answers are never older than one that was given: who asked before another one waits for the newest. */
export function newest<Answer>(question: () => Promise<Answer>): () => Promise<Answer> {
  let latest: Promise<Answer> | undefined;
  return async () => {
    let asked = question();
    latest = asked;
    for (;;) {
      const answer = await asked;
      if (asked === latest) return answer;
      asked = latest;
    }
  };
}
