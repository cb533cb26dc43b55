/** Two ticks, one for each who signs. */
export function Mark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 24 24" aria-hidden>
      <rect width="24" height="24" rx="6" className="mark-b" />
      <path d="M5.5 12.6l3 3 5-6.4" className="mark-1" />
      <path d="M10.6 14.2l1.5 1.4 6.4-8.1" className="mark-2" />
    </svg>
  );
}
