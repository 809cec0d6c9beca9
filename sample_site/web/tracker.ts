import { formatDistance } from './dates';

export type Step = { status: string; place: string; at: string };

export interface TrackerOptions<T extends Step> {
  endpoint: string;
  interval?: number;
  onStep: (step: T) => void;
}

/** Asks the service for news about a parcel and shows what it hears. */
export class Tracker<T extends Step> {
  private seen = new Set<string>();
  private timer?: number;

  constructor(private readonly code: string, private readonly options: TrackerOptions<T>) {}

  start(): void {
    this.timer = window.setInterval(() => this.poll(), this.options.interval ?? 30_000);
    void this.poll();
  }

  stop(): void {
    window.clearInterval(this.timer);
  }

  private async poll(): Promise<void> {
    const answer = await fetch(`${this.options.endpoint}/parcels/${this.code}`);
    const steps = (await answer.json()) as T[];
    for (const step of steps.filter((step) => !this.seen.has(step.at))) {
      this.seen.add(step.at);
      this.options.onStep(step);
    }
  }
}

export const describe = (step: Step): string =>
  `${step.status} in ${step.place}, ${formatDistance(step.at)} ago`;
