// The least a page can be: it asks the console once, when told to, and keeps what it hears.
window.countersign.subscribe('workspace.changed', (payload) => window.testPage.pushed.push(payload));
try {
  window.testPage.evalResult = String(window['eval']('1 + 1'));
} catch (error) {
  window.testPage.evalResult = String(error);
}
document.querySelector('button').addEventListener('click', () => {
  void window.countersign.invoke('app.status', {}).then((reply) => {
    document.querySelector('p').textContent = reply.ok ? reply.value.step : reply.error.code;
  });
});
