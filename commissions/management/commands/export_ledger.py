from commissions.management.exporting import ExportCommand
from commissions.nights.export import write_ledger


class Command(ExportCommand):
    help = "Write every transfer of the ledger as CSV."
    what = "transfers"
    write = staticmethod(write_ledger)
