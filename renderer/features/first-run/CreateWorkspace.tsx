import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { Problem } from '../../components/Problem.tsx';
import { FirstRunFrame } from './FirstRunFrame.tsx';
import { Company } from './Company.tsx';
import { PageHead, Panel } from '../../components/Panel.tsx';
import { passphraseStrength } from './passphrase-strength.ts';

/** From an empty machine to a running key ceremony. */
export function CreateWorkspace() {
  return (
    <FirstRunFrame step="workspace">
      <PageHead
        title="Create a demo workspace"
        sub="Test network, simulated tokens. Everything runs on this machine, each part in a process of its own."
      />
      <div className="ce">
        <CreateForm />
        <Company />
      </div>
    </FirstRunFrame>
  );
}

function CreateForm() {
  const [name, setName] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const create = useCommand('workspace.create');
  const strength = passphraseStrength(passphrase);
  const isSame = passphrase === again;
  const isReady = name.trim() !== '' && strength.level > 0 && isSame;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) create.mutate({ name: name.trim(), passphrase, commandId: newCommandId() });
  };
  return (
    <Panel title="Workspace">
      <form className="form" onSubmit={submit}>
        <TextInput
          label="Workspace name"
          description="The company whose funds are held. Everyone sees it."
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoFocus
        />
        <PasswordInput
          label="Passphrase"
          description="Seals this machine’s device key and key shares. It leaves this window only towards the console."
          maxLength={200}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          autoComplete="new-password"
        />
        <StrengthMeter passphrase={passphrase} />
        <PasswordInput
          label="Repeat the passphrase"
          value={again}
          maxLength={200}
          onChange={(event) => setAgain(event.currentTarget.value)}
          error={again !== '' && !isSame ? 'The two are not the same.' : undefined}
          autoComplete="new-password"
        />
        {create.error !== null && <Problem error={create.error} />}
        <div className="row-b">
          <span className="t3">Next: the key ceremony, about 5 s.</span>
          <Button type="submit" disabled={!isReady} loading={create.isPending}>
            Create workspace
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function StrengthMeter({ passphrase }: { readonly passphrase: string }) {
  const { level, word, advice } = passphraseStrength(passphrase);
  return (
    <div className={`strength strength-${passphrase === '' ? 'none' : level}`}>
      <span className="strength-b" aria-hidden>
        <i />
        <i />
        <i />
      </span>
      <span role="status">{passphrase === '' ? '' : <b>{word}</b>}</span>
      <span className="t3">
        {passphrase === '' ? 'At least 12 characters. Five unrelated words are best.' : advice}
      </span>
    </div>
  );
}
