/**
 * Whether this machine runs on its battery. Chromium alone tells, by `navigator.getBattery` in secure contexts; Firefox,
 * Safari, Node and pages whose permissions forbid it do not.
 */

/** The part of a `BatteryManager` that is used; `charging` is true on mains power, and where there is no battery. */
export interface BatteryState {
  readonly charging: boolean;
  addEventListener(type: 'chargingchange', listener: () => void): void;
  removeEventListener(type: 'chargingchange', listener: () => void): void;
}

/** The part of a `navigator` that is used, where it has it. */
export interface BatteryHost {
  getBattery?(): Promise<BatteryState>;
}

/** What a watch over the battery tells. None of it comes before the watch was returned. */
export interface BatteryListener {
  /** Told when it is known, and at each change. */
  onPower(isOnBattery: boolean): void;
  /** This host does not tell; told once, and nothing after it. */
  onUnknown(cause: unknown): void;
}

/** Watches the battery until the returned function is called. */
export function watchBattery(host: BatteryHost | undefined, listener: BatteryListener): () => void {
  let battery: BatteryState | undefined;
  let isStopped = false;
  const tell = (): void => {
    if (battery !== undefined) listener.onPower(!battery.charging);
  };

  async function begin(): Promise<void> {
    if (host?.getBattery === undefined) throw new Error('this host has no navigator.getBattery');
    const found = await host.getBattery();
    if (isStopped) return;
    battery = found;
    found.addEventListener('chargingchange', tell);
  }

  begin().then(tell, (error: unknown) => {
    if (!isStopped) listener.onUnknown(error);
  });
  return () => {
    isStopped = true;
    battery?.removeEventListener('chargingchange', tell);
    battery = undefined;
  };
}
