/** The little of autocannon 9 that the bench uses; it comes without types. */
declare module 'autocannon' {
  interface Request {
    headers: Record<string, string>;
    body: string;
  }
  interface Run extends Promise<{ readonly errors: number; readonly timeouts: number }> {
    on(event: 'response', listener: (client: unknown, status: number, bytes: number, ms: number) => void): this;
  }
  export default function autocannon(options: {
    url: string;
    method: 'POST';
    connections: number;
    amount: number;
    sampleInt: number;
    requests: { setupRequest(request: Request): Request }[];
  }): Run;
}
