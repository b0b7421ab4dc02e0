"""What must be gone by a certain time leaves no bytes, whenever the process dies."""

import pytest
from django.db import transaction

from core.files.models import StoredFile
from core.files.services.previewing import draw_preview
from core.files.services.removing import destroy, remove
from tests.files import samples
from tests.files.test_storing import bytes_on_the_disk

pytestmark = pytest.mark.django_db(transaction=True)


def test_bytes_pictures_and_records_are_gone_and_other_files_stay(stored, storage):
    gone, stays = stored(content=samples.pdf(2)), stored("残る.txt", b"text")
    draw_preview(gone)
    assert len(bytes_on_the_disk(storage)) == 4
    assert destroy([gone]) == 1
    assert bytes_on_the_disk(storage) == [stays.content.name]
    assert list(StoredFile.objects.all()) == [stays]


def test_who_dies_before_the_commit_leaves_a_record_without_bytes_that_is_destroyed_again(stored, storage):
    file = stored()
    with pytest.raises(KeyboardInterrupt):
        _destroy_and_die([file])
    assert bytes_on_the_disk(storage) == []
    assert destroy(StoredFile.objects.all()) == 1
    assert not StoredFile.objects.exists()


def test_the_control_a_record_removed_first_would_leave_its_bytes_to_the_daily_sweep(stored, storage, monkeypatch):
    file = stored()
    monkeypatch.setattr("core.files.services.removing._delete_bytes", lambda paths: None)  # died after the commit
    remove(file)
    assert not StoredFile.objects.exists()
    assert len(bytes_on_the_disk(storage)) == 1


def test_a_file_destroyed_while_its_preview_is_drawn_leaves_no_picture(stored, storage):
    file = stored()
    read = StoredFile.objects.get(pk=file.pk)
    with read.content.open("rb") as kept:
        content = kept.read()
    StoredFile.objects.filter(pk=file.pk).delete()
    assert content
    draw_preview(read)
    assert [path for path in bytes_on_the_disk(storage) if path.startswith("previews")] == []


@transaction.atomic
def _destroy_and_die(files) -> None:
    destroy(files)
    raise KeyboardInterrupt
