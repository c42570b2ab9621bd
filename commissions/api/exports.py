"""For the data team: a night's lines or transfers as one stream, and the files of each night."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from agents.programs.resource import View
from commissions.exports.files import path_of
from commissions.exports.rows import TABLES, as_csv, as_json_lines
from commissions.nights.models import Run

_STREAMS = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "jsonl": ("application/x-ndjson", as_json_lines),
}
_FILES = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv; charset=utf-8"}
_TABLE = OpenApiParameter("table", str, OpenApiParameter.PATH, enum=list(TABLES))
_NIGHT = OpenApiParameter("night", OpenApiTypes.DATE, OpenApiParameter.PATH)


class Exports(View):
    area, tag, staff_only = "money", "exports", True

    @extend_schema(
        parameters=[_TABLE, _NIGHT, OpenApiParameter("kind", str, "path", enum=list(_STREAMS))],
        responses={
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/x-ndjson"): OpenApiTypes.STR,
        },
    )
    def stream(self, request: Request, table: str, night: date, kind: str):
        """All of a night, however much it is: read and sent some thousand rows at a time."""
        if not Run.objects.filter(pk=night).exists():
            raise NotFound(f"There was no night of {night}.")
        content_type, write = _STREAMS[kind]
        return StreamingHttpResponse(write(TABLES[table], night), content_type=content_type)

    @extend_schema(
        parameters=[_TABLE, _NIGHT, OpenApiParameter("kind", str, "path", enum=list(_FILES))],
        responses={
            (200, _FILES["parquet"]): OpenApiTypes.BINARY,
            (200, "text/csv"): OpenApiTypes.BINARY,
        },
    )
    def file(self, request: Request, table: str, night: date, kind: str):
        """The file that was written after the night."""
        path = path_of(Path(settings.EXPORTS_DIR or "/nowhere"), table, night, kind)
        if not settings.EXPORTS_DIR or not path.is_file():
            raise NotFound(f"There is no file of the {table} of {night}.")
        name = f"{table}-{night}.{kind}"
        return FileResponse(
            path.open("rb"), as_attachment=True, filename=name, content_type=_FILES[kind]
        )
