/** Says in the status bar what the server does and what it has found. */

/** What the server does. */
export type ServerState = "absent" | "starting" | "checking" | "idle" | "stopped";

/** How many findings there are. */
export interface FindingCounts {
  errors: number;
  warnings: number;
}

export interface StatusText {
  text: string;
  tooltip: string;
  /** The command that a click runs. */
  command: string;
}

export function statusText(state: ServerState, { errors, warnings }: FindingCounts): StatusText {
  const problems = "workbench.actions.view.problems";
  switch (state) {
    case "absent":
      return { text: "$(circle-slash) avrocheck", tooltip: "The program avrocheck was not found. Click to look again", command: "avrocheck.restart" };
    case "starting":
      return { text: "$(sync~spin) avrocheck", tooltip: "The language server starts", command: "avrocheck.showOutput" };
    case "stopped":
      return { text: "$(error) avrocheck", tooltip: "The language server does not run. Click for its output", command: "avrocheck.showOutput" };
    case "checking":
      return { text: "$(sync~spin) avrocheck", tooltip: "Schemas are checked", command: problems };
    case "idle": {
      const found = errors + warnings;
      if (found === 0) return { text: "$(check) avrocheck", tooltip: "No findings", command: problems };
      const icon = errors > 0 ? "$(error)" : "$(warning)";
      const tooltip = `${count(errors, "error")}, ${count(warnings, "warning")}. Click for the list`;
      return { text: `${icon} avrocheck: ${count(found, "finding")}`, tooltip, command: problems };
    }
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
