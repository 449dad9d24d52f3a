import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callMidstate } from './command-call.ts';
import { runMidstate, temporaryDirectory } from './midstate-command.ts';

// Bitcoin blocks 0 to 2
const HEADERS = [
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c',
  '010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299',
  '010000004860eb18bf1b1620e37e9490fc8a427514416fd75159ab86688e9a8300000000d5fdcc541e25de1c7a5addedf24858b8bb665c9f36ef744ee42c316022c90f9bb0bc6649ffff001d08d2bd61',
] as const;
const HASHES = [
  '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
  '00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048',
  '000000006a625f06636b8bb6ac7b960a8d03705d1ace08b1a19da3fdcc99ddbd',
] as const;

/** The one transaction of block 1, and what gettxoutproof says of it. */
const TRANSACTION =
  '01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff0704ffff001d0104ffffffff0100f2052a0100000043410496b538e853519c726a2c91e61ec11600ae1390813a627c66fb8be7947be63c52da7589379515d4e0a604f8141781e62294721166bf621e73a82cbf2342c858eeac00000000';
const TRANSACTION_ID = '0e3e2357e806b6cdb1f70b54c3a3a17b6714ee1f0e68bebb44a74b1efd512098';
const TXOUTPROOF = `${HEADERS[1]}0100000001982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e0101`;

/** A directory with the headers and what belongs to them, and a name for the proof. */
function files(): Record<'headers' | 'txoutproof' | 'transaction' | 'proof', string> {
  const directory = temporaryDirectory();
  const file = (name: string, text?: string): string => {
    if (text !== undefined) writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  return {
    headers: file('headers.txt', `${HEADERS.join('\n')}\n`),
    txoutproof: file('proof.hex', `${TXOUTPROOF}\n`),
    transaction: file('transaction.hex', TRANSACTION),
    proof: file('proof.bin'),
  };
}

describe('midstate chain proof and verify proof', () => {
  it('hand the work of a chain, and a transaction in it, to someone else', async () => {
    const { headers, txoutproof, transaction, proof } = files();
    const from = ['--headers', headers, '--txoutproof', txoutproof, '--transaction', transaction];
    const made = await callMidstate(['chain', 'proof', proof, ...from, '--json']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const shown = {
      network: 'mainnet',
      trusted: { height: 0, hash: HASHES[0] },
      tip: { height: 2, hash: HASHES[2], time: 1231469744 },
      headers: 2,
      work: '0x200020002',
      meanDifficulty: 1,
      equivalentHeaders: 2,
      seconds: 463239,
      unchecked: {},
      transactions: [
        { id: TRANSACTION_ID, height: 1, index: 0, confirmations: 2, work: '0x200020002', leaf: 'transaction' },
      ],
    };
    const size = 4 + 1 + 32 + 4 + 4 + 3 * 80 + 2 + (4 + 4 + 32 + 1 + 4) + TRANSACTION.length / 2;
    expect(JSON.parse(made.stdout)).toEqual({ file: proof, bytes: size, ...shown });
    expect(readFileSync(proof)).toHaveLength(size);

    const checked = await callMidstate(['verify', 'proof', proof, '--json']);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(checked.stdout)).toEqual({ valid: true, ...shown });

    // as digits, from standard input, for people
    const stdin = `${readFileSync(proof).toString('hex')}\n`;
    const text = await callMidstate(['verify', 'proof', '-', '--trust', `1:${HASHES[1]}`], { stdin });
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout.split('\n')).toEqual([
      'valid: 1 mainnet header above the trusted one',
      `  trusted      1 ${HASHES[1]}`,
      `  tip          2 ${HASHES[2]}`,
      '  work         0x100010001, 4.30e9 hashes',
      '  difficulty   1 on average',
      '  equals       1 times the work of the tip',
      '  time         1 min 19 s from the trusted header to the tip',
      '  unchecked    none',
      `  transaction  ${TRANSACTION_ID}`,
      '    place      0 in block 1',
      '    confirmed  2 headers, 0x200020002, 8.59e9 hashes',
      '',
    ]);
  });

  it('take a part of a stored chain', async () => {
    const data = temporaryDirectory();
    const { proof } = files();
    const mined = await runMidstate(['mine', '--blocks', '3', '--data', data, '--json']);
    expect(mined.code).toBe(0);
    const made = await callMidstate(['chain', 'proof', proof, '--data', data, '--from', '1', '--to', '2', '--json']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const { trusted, tip } = JSON.parse(made.stdout) as Record<'trusted' | 'tip', { height: number; hash: string }>;
    expect([trusted.height, tip.height]).toEqual([1, 2]);
    const trust = ['--network', 'devnet', '--trust', `1:${trusted.hash}`];
    const checked = await callMidstate(['verify', 'proof', proof, ...trust, '--json']);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(checked.stdout)).toMatchObject({ headers: 1, tip });
  });

  it('say so when a proof shows nothing, with exit code 1', async () => {
    const { headers, proof } = files();
    await callMidstate(['chain', 'proof', proof, '--headers', headers]);
    const bytes = readFileSync(proof);
    bytes[45 + 2 * 80 + 79]! ^= 1; // the nonce of the last header
    writeFileSync(proof, bytes);
    const json = await callMidstate(['verify', 'proof', proof, '--json']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      valid: false,
      problem: 'header-refused',
      reason: 'the header at 2 breaks the rule high-hash',
      failedAt: { index: 2, height: 2, reject: 'high-hash' },
    });
    const text = await callMidstate(['verify', 'proof', proof, '--network', 'testnet3']);
    expect(text).toMatchObject({
      code: 1,
      stdout: `invalid: it is about the network with the genesis ${HASHES[0]}\n`,
    });
  });

  it('say what is wrong with their input, with exit code 2', async () => {
    const { headers, txoutproof, transaction, proof } = files();
    const late = `${proof}.late`;
    await callMidstate(['chain', 'proof', late, '--headers', headers, '--from', '1']);
    const verify = async (...words: string[]): Promise<string> => {
      const { code, stdout, stderr } = await callMidstate(['verify', 'proof', ...words]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      return stderr;
    };
    expect(await verify(late)).toContain(
      '--trust: expected HEIGHT:HASH of a header that you know, as the proof begins at 1',
    );
    expect(await verify(late, '--trust', '1')).toContain(
      '--trust: expected HEIGHT:HASH, the hash of 64 digits, got "1"',
    );
    expect(await verify(headers)).toContain('headers.txt: expected it to begin with 6d737066, got 01000000');
    writeFileSync(late, ' '.repeat(100_000));
    expect(await verify(late)).toContain('expected it to begin with 6d737066, got white space alone');
    // without an end
    if (existsSync('/dev/zero')) {
      expect(await verify('/dev/zero')).toContain('/dev/zero: expected it to begin with 6d737066, got 00000000');
      const { code, stderr } = await callMidstate([
        'chain',
        'proof',
        proof,
        '--headers',
        headers,
        '--txoutproof',
        '/dev/zero',
      ]);
      expect(code).toBe(2);
      expect(stderr).toContain('/dev/zero: expected at most 8388608 bytes, got ');
    }
    expect(await verify(`${proof}.none`)).toContain('cannot be read');
    expect(await verify('-')).toContain('standard input: expected bytes, got none');

    const make = async (...words: string[]): Promise<string> => {
      const { code, stdout, stderr } = await callMidstate(['chain', 'proof', proof, '--headers', headers, ...words]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      return stderr;
    };
    expect(await make('--to', '3')).toContain('--to: expected a whole number from 0 to 2, got "3"');
    expect(await make('--txoutproof', transaction)).toContain('merkleBlock: ');
    expect(await make('--txoutproof', txoutproof, '--from', '2')).toContain(
      'is about height 1, expected one from 2 to 2',
    );
    expect(await make('--txoutproof', txoutproof, '--transaction', headers)).toContain('transaction: ');
    expect(await make('--transaction', transaction)).toContain('--transaction: it goes with --txoutproof');
    expect(await make('--data', late)).toContain('--headers: it takes the place of --data');
    writeFileSync(transaction, TRANSACTION.replace('ffff001d', 'ffff001c'));
    expect(await make('--txoutproof', txoutproof, '--transaction', transaction)).toMatch(
      /has the id [0-9a-f]{64}, which/,
    );
    writeFileSync(txoutproof, `${HEADERS[1]}01000000010${HEADERS[1].slice(1, 64)}0101`);
    expect(await make('--txoutproof', txoutproof)).toContain("which is not its header's");
    writeFileSync(txoutproof, 'abc');
    expect(await make('--txoutproof', txoutproof)).toContain('expected an even number of hexadecimal digits, got 3');
    writeFileSync(txoutproof, TXOUTPROOF.replace(/^01/, '02'));
    expect(await make('--txoutproof', txoutproof)).toMatch(
      /is about the block [0-9a-f]{64}, which is not on the chain/,
    );
  });

  it('make nothing of headers that break a rule', async () => {
    const { headers, proof } = files();
    writeFileSync(headers, [HEADERS[0], HEADERS[2]].join('\n'));
    const { code, stderr } = await callMidstate(['chain', 'proof', proof, '--headers', headers]);
    expect(code).toBe(1);
    expect(stderr).toContain('header 1 breaks the rule prev-blk-not-found');
    expect(() => readFileSync(proof)).toThrow('ENOENT');
  });
});
