export class Timer<T extends { seconds: number }> {
  private left = new Map<string, number>();

  start(name: string, order: T): void {
    this.left.set(name, order.seconds);
  }
}
