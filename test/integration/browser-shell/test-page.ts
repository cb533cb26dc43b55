/** What page/first.js and page/page.js keep for the tests. */
export interface TestPage {
  readonly violations: string[];
  readonly pushed: unknown[];
  readonly inlineRan?: boolean;
  readonly evalResult: string;
  ask(channel: string, wire?: unknown): Promise<{ ok: boolean; error?: { code: string }; value?: unknown }>;
  subscribe(event: string, listener: (payload: unknown) => void): () => void;
}

declare global {
  interface Window {
    readonly testPage: TestPage;
  }
}
