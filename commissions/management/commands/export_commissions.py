from commissions.management.exporting import ExportCommand
from commissions.nights.export import write_commissions


class Command(ExportCommand):
    help = "Write every commission line as CSV, exact to a millionth of the minor unit."
    what = "lines"
    write = staticmethod(write_commissions)
