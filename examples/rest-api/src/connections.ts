import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface StopOptions {
  /** For answers that are under way. */
  readonly graceMilliseconds: number;
  /** Gives up what takes longer: its answers say so. */
  readonly cancel: () => void;
}

/** For the rest of bodies that are on their way. */
const BODY_MILLISECONDS = 2000;
/** For the answers of what was given up to be sent. */
const LAST_WORDS_MILLISECONDS = 5000;

/**
 * The connections of a server, so that it can stop. Node waits for all of them, also for those that never send a
 * request, or half of one.
 */
export class Connections {
  readonly #server: Server;
  /** Requests that are not answered yet, by their connection. */
  readonly #open = new Map<Socket, Set<IncomingMessage>>();
  #isStopping = false;
  /** Whether a connection is kept for a request while the server stops. */
  #isKeptFor = (_request: IncomingMessage) => true;

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      this.#open.set(socket, new Set());
      socket.once('close', () => this.#open.delete(socket));
    });
    server.on('request', (request, response) => {
      const { socket } = request;
      this.#open.get(socket)?.add(request);
      response.once('close', () => {
        this.#open.get(socket)?.delete(request);
        if (this.#isStopping) this.#closeIdle();
      });
    });
  }

  /**
   * Take no more connections, and end those that are there: those without a request at once, those with half of one
   * after 2 s, the others after their answers.
   */
  async stop({ graceMilliseconds, cancel }: StopOptions): Promise<void> {
    this.#isStopping = true;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#closeIdle();
    const forBodies = Math.min(BODY_MILLISECONDS, graceMilliseconds);
    await Promise.race([closed, pause(forBodies)]);
    this.#isKeptFor = (request) => request.complete;
    this.#closeIdle();
    await Promise.race([closed, pause(graceMilliseconds - forBodies)]);
    cancel();
    await Promise.race([closed, pause(LAST_WORDS_MILLISECONDS)]);
    this.#server.closeAllConnections();
  }

  #closeIdle(): void {
    for (const [socket, requests] of this.#open) {
      if (![...requests].some(this.#isKeptFor)) socket.destroySoon(); // what was written is sent first
    }
  }
}
