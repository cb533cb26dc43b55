import type { RequestSummaryView } from '../../src/contract/views.ts';

/** The request's title with the payee strong: "Pay **Aurelia Shipyards GmbH**". */
export function RequestTitle({ request }: { readonly request: Pick<RequestSummaryView, 'title' | 'payeeName'> }) {
  const { title, payeeName } = request;
  const isNamed = payeeName !== '' && title.endsWith(payeeName);
  if (!isNamed) return <b>{title}</b>;
  return (
    <>
      {title.slice(0, -payeeName.length)}
      <b>{payeeName}</b>
    </>
  );
}
