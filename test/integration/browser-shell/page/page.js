// The least a page can be: it records policy violations and asks the console once, when told to.
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.effectiveDirective));
window.pushed = [];
window.countersign.subscribe('workspace.changed', (payload) => window.pushed.push(payload));
document.querySelector('button').addEventListener('click', async () => {
  const reply = await window.countersign.invoke('app.status', {});
  document.querySelector('p').textContent = reply.ok ? reply.value.step : reply.error.code;
});
