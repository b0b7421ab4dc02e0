"""Organizations and people as tables, in and out of the admin (django-import-export)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from import_export import resources
from import_export.admin import ImportExportMixin
from import_export.fields import Field
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ExportForm
from import_export.tmp_storages import MediaStorage

from core.people import audit
from core.people.admin_audit import AuditedAdmin
from core.people.csv_cells import neutralized
from core.people.models import Organization, User
from core.people.services.roles import ensure_roles


class TableAdmin(ImportExportMixin, AuditedAdmin):
    """Import with a preview, and export, as CSV and Excel.

    The plain export form: the library's other one has inline handlers, which the security policy forbids. Uploads
    wait in the common storage for their confirmation, because it may reach another web process.
    """

    formats = [CSV, XLSX]
    export_form_class = ExportForm
    tmp_storage_class = MediaStorage
    skip_admin_log = True

    def process_result(self, result: Any, request: HttpRequest) -> Any:
        totals = {kind: number for kind, number in result.totals.items() if number}
        audit.record("admin.imported", by=request.user, table=str(self.opts.verbose_name), count=totals)
        return super().process_result(result, request)

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        audit.record("admin.exported", by=request.user, table=str(self.opts.verbose_name), count=queryset.count())
        return super().get_export_data(file_format, request, queryset, **kwargs)


class Table(resources.ModelResource):
    """One bad row imports nothing; every row passes the model's own checks; text that looks like a formula does not
    leave as one."""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def export_field(self, field: Field, instance: Any, **kwargs: Any) -> Any:
        return neutralized(super().export_field(field, instance, **kwargs))


class OrganizationTable(Table):
    class Meta(Table.Meta):
        model = Organization
        import_id_fields = ["code"]
        fields = ["code", "name", "kana", "kind", "region", "valid_from", "valid_to"]
        export_order = fields

    def before_save_instance(self, instance: Organization, row: Any, **kwargs: Any) -> None:
        before = Organization.objects.filter(pk=instance.pk).first()
        if before and before.is_prefecture != instance.is_prefecture:
            raise ValidationError("都道府県と、ほかの種別との間では変えられません。役割が違うためです。")

    def after_save_instance(self, instance: Organization, row: Any, **kwargs: Any) -> None:
        ensure_roles([instance])


class PeopleTable(Table):
    """Accounts without posts and passwords: those come by invitation or by the post's own page."""

    class Meta(Table.Meta):
        model = User
        import_id_fields = ["email"]
        fields = ["email", "name", "kana", "is_active"]
        export_order = fields

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        row["email"] = User.objects.normalize_email(row.get("email"))

    def init_instance(self, row: Any = None) -> User:
        user = super().init_instance(row)
        user.set_unusable_password()
        return user
