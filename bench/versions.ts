/** What the figures of a benchmark were measured with. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly gigabytes: number;
  readonly system: string;
  /** Versions by name: Node, fitpredict with its commit, Python and every peer. */
  readonly versions: Readonly<Record<string, string>>;
  /** The day of the run, as in 2026-01-31. */
  readonly day: string;
}

const LIBRARIES = ['numpy', 'scipy', 'scikit-learn', 'xgboost', 'lightgbm', 'pandas', 'shap'];

export function describeMachine(python: string | undefined, withPeers: boolean): Machine {
  const { length: cores, 0: cpu } = cpus();
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cores,
    gigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    versions: {
      node: process.version.slice(1),
      fitpredict: `${versionOf(join(here, '..'))}${commit()}`,
      ...(python === undefined ? {} : pythonVersions(python)),
      ...(withPeers ? peerVersions() : {}),
    },
    day: new Date().toISOString().slice(0, 10),
  };
}

const versionOf = (folder: string): string =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

function commit(): string {
  try {
    const id = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: here,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return ` (${id.trim()})`;
  } catch {
    return ''; // not a clone
  }
}

function pythonVersions(python: string): Record<string, string> {
  const program = `
import importlib.metadata, json, platform, sys
versions = {'python': platform.python_version()}
for name in sys.argv[1:]:
    try:
        versions[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        pass
print(json.dumps(versions))`;
  return JSON.parse(execFileSync(python, ['-c', program, ...LIBRARIES], { encoding: 'utf8' }));
}

/** Of the JavaScript peers that bench/peers names and that are installed. */
function peerVersions(): Record<string, string> {
  const peers = join(here, 'peers');
  const installed = join(peers, 'node_modules');
  if (!existsSync(installed)) return {};
  const { dependencies } = JSON.parse(readFileSync(join(peers, 'package.json'), 'utf8'));
  const present = new Set(readdirSync(installed));
  const names = Object.keys(dependencies).filter((name) => present.has(name));
  return Object.fromEntries(names.map((name) => [name, versionOf(join(installed, name))]));
}
