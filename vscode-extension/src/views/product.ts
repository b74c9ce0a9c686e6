import * as vscode from "vscode";

const key = "datafeed.product";

/** The product that trees, portal and status bar narrow themselves to; undefined: all. Kept for the workspace. */
export interface ProductChoice {
  /** Its id in datafeed.yaml. */
  readonly id: string | undefined;
  choose(id: string | undefined): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

const choices = new WeakMap<vscode.ExtensionContext, ProductChoice>();

/** The one choice of this window. */
export function productChoice(context: vscode.ExtensionContext): ProductChoice {
  const choice = choices.get(context) ?? createChoice(context);
  choices.set(context, choice);
  return choice;
}

function createChoice(context: vscode.ExtensionContext): ProductChoice {
  const changed = new vscode.EventEmitter<void>();
  context.subscriptions.push(changed);
  const { workspaceState } = context;
  return {
    get id() {
      return workspaceState.get<string>(key);
    },
    choose: async (id) => {
      if (id === workspaceState.get<string>(key)) return;
      await workspaceState.update(key, id);
      changed.fire();
    },
    onDidChange: changed.event,
  };
}
