import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { hasCode } from './file-errors.js';

/** A name that no other file has, and that says which process made it: machine, process id, random id. */
export function newFileName(): string {
  return `${machine()}~${process.pid}~${randomUUID()}`;
}

/** Whether the process that made a file ran on this machine and runs no more. */
export function isDead(fileName: string): boolean {
  const [host, pid] = fileName.split('~');
  if (host !== machine() || !/^\d+$/.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0); // asks, and ends nothing
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

function machine(): string {
  return encodeURIComponent(hostname()).slice(0, 100);
}
