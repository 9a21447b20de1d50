// Reads /sales.csv and writes /report.md. It lies in the tree beside its data and runs there.
const rows = fs
  .readFileSync('/sales.csv', 'utf8')
  .trim()
  .split('\n')
  .map((row) => row.split(','));
const total = rows.reduce((sum, [, count]) => sum + Number(count), 0);
fs.writeFileSync('/report.md', `# Sales\n\n${total} in all, from ${rows.length} regions\n`);
artifact('total', 'application/json', JSON.stringify({ total }));
total;
