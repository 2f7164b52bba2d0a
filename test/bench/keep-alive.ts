import { connect, type Socket } from 'node:net';

export interface Response {
  readonly status: number;
  readonly body: string;
}

/**
 * One HTTP/1.1 connection that stays open, one request at a time. It knows what our API answers and no more, so that on a
 * machine of two cores asking takes little from answering: Node's own client takes a third of what the product does.
 */
export class KeepAlive {
  #received = '';
  #answer: ((response: Response) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
  ) {
    socket.setEncoding('latin1').setNoDelay(true);
    socket.on('data', (text: string) => this.#take(text));
    socket.on('error', (error) => this.#fail?.(error));
    socket.on('close', () => this.#fail?.(new Error('the connection was closed')));
  }

  /** @param url of the server: `http://127.0.0.1:3000`. */
  static open(url: string): Promise<KeepAlive> {
    const { hostname, port, host } = new URL(url);
    return new Promise((opened, fail) => {
      const socket = connect(Number(port), hostname, () => opened(new KeepAlive(socket, host)));
      socket.once('error', fail);
    });
  }

  /** @param body of ASCII, as JSON of ours is. @throws Error when the connection breaks before the whole answer is there. */
  post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<Response> {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return new Promise((answer, fail) => {
      this.#answer = answer;
      this.#fail = fail;
      this.socket.write(
        `POST ${path} HTTP/1.1\r\nhost: ${this.host}\r\n${lines.join('')}content-length: ${body.length}\r\n\r\n${body}`,
        'latin1',
      );
    });
  }

  close(): void {
    this.#fail = undefined;
    this.socket.destroy();
  }

  #take(text: string): void {
    this.#received += text;
    const headEnds = this.#received.indexOf('\r\n\r\n');
    if (headEnds < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.#received)?.[1];
    if (length === undefined) return this.#fail?.(new Error('an answer without its length'));
    const bodyEnds = headEnds + 4 + Number(length);
    if (this.#received.length < bodyEnds) return;
    const status = Number(this.#received.slice(9, 12));
    const body = this.#received.slice(headEnds + 4, bodyEnds);
    this.#received = this.#received.slice(bodyEnds);
    this.#answer?.({ status, body });
  }
}
