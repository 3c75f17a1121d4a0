// `pnpm demo`: the hub, the shop, the till and the desk on this machine. `pnpm demo --script` plays the journey.
import { mkdir } from 'node:fs/promises';
import { Command } from 'commander';
import { ensureBrowser } from '../../scripts/ensure-browser.ts';
import { playJourney } from './journey.ts';
import { setTheStage } from './stage.ts';

const options = new Command('pnpm demo')
  .description('Starts a hub, a shop, a till and a service desk on this machine.')
  .option('--script', 'play the customer journey without a hand, print what the hub knows, and stop')
  .option('--pictures <folder>', 'with --script: put pictures of the pages there')
  .parse()
  .opts<{ script?: boolean; pictures?: string }>();

const stage = await setTheStage();
if (options.script) process.exitCode = await script();
else await play();

async function script(): Promise<number> {
  try {
    if (options.pictures) await mkdir(options.pictures, { recursive: true });
    const { missing, customer } = await playJourney(stage, {
      browserPath: await ensureBrowser(),
      pictures: options.pictures,
      onStep: (number, title) => console.log(`${number}. ${title}`),
    });
    console.log('\nThe timeline, newest first:');
    for (const { at, channel, event, about = '' } of customer?.timeline?.touches ?? []) {
      console.log(
        `  ${at.slice(0, 16).replace('T', ' ')}  ${channel.padEnd(7)} ${event.padEnd(18)} ${about}`,
      );
    }
    console.log('\nThe customer context that a service desk may see:');
    console.log(JSON.stringify({ ...customer, timeline: undefined }, null, 2));
    for (const line of missing) console.error(`\nMissing: ${line}`);
    console.log(
      missing.length === 0 ? '\nEvery step of the journey is there.' : `\n${missing.length} missing.`,
    );
    return missing.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(`\nThe journey stopped: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    await stage.close();
  }
}

async function play(): Promise<void> {
  console.log(`
  Rialto is up. Open the three side by side:

    Shop   ${stage.shop}
    Till   ${stage.till}
    Desk   ${stage.desk}

  Accept the banner in the shop, sign in as Ada and put a lamp into the cart. Then type 7000-42 at the till:
  her cart is there. Sell her the lamp at the till, and watch the shop. The desk opens her as c-42.

  Ctrl-C stops everything; nothing is kept.
`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  console.log('\n  Closing. Goodbye.');
  // A second Ctrl-C does not wait.
  process.once('SIGINT', () => process.exit(130));
  await stage.close();
}
