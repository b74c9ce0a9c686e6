import type { Page } from "playwright-core";

/** All that an editor in a browser has stored of its windows, their tabs and the state of their pages. */
export function storedState(page: Page): Promise<string> {
  return page.evaluate<string>(readAll);
}

/** For the browser, whose names this project of tests does not know. */
const readAll = `(async () => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const texts = [];
  for (const { name } of await indexedDB.databases()) {
    if (!name.startsWith("vscode-web-state-db")) continue;
    const database = await asked(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      texts.push(...(await asked(database.transaction(store).objectStore(store).getAll())));
    }
    database.close();
  }
  return texts.join("\\n");
})()`;
