const UNITS: [number, string][] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
];

export function formatDistance(at: string, now = Date.now()): string {
  const passed = now - Date.parse(at);
  for (const [length, name] of UNITS) {
    const count = Math.floor(passed / length);
    if (count > 0) return `${count} ${name}${count === 1 ? '' : 's'}`;
  }
  return 'a moment';
}
