// SPDX-FileCopyrightText: 2026 The AMP authors
// SPDX-License-Identifier: MIT

#pragma once

#include <vector>

#include <QtCore/qabstractitemmodel.h>

#include <Amp/ClientGlobal>
#include <Amp/Feed>

namespace Amp {

// What the tables of a server have in common. apply() takes what a ServerFeed tells; the models
// keep rows in place, so that selection, scroll position and sorting survive every update. They are
// reset by clear() alone.
//
// DisplayRole is plain text, in the unit that the column's header names. A view that formats
// numbers itself, or sorts and filters, reads RawRole or the typed row(). All belong to the thread
// of the model.
class AMP_CLIENT_EXPORT FeedModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        RawRole = Qt::UserRole + 1, // qint64, quint64, double or QString, for sorting
        IdRole                      // quint64, or the name of a procedure; never changes
    };

    // A duration that still grows has the raw value stillGrowing - start: above all finished ones,
    // the oldest first, and the same as long as it grows.
    static constexpr qint64 stillGrowing = qint64(1) << 62;

    using QAbstractTableModel::QAbstractTableModel;

    // What the update does not name stays. A snapshot removes the rows that it does not have,
    // except what will never change again: ended calls and lines of the log.
    virtual void apply(const Feed::Update &update) = 0;
    // Another server: everything is forgotten.
    virtual void clear() = 0;

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const final;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

protected:
    struct Change
    {
        int row = 0;
        quint32 columns = 0; // bit 1 << column
    };

    // Emits dataChanged() for exactly these columns, neighbouring rows together.
    void tellChanges(std::vector<Change> &changes);

private:
    virtual QVariant display(int row, int column) const = 0;
    virtual QVariant raw(int row, int column) const = 0;
    virtual QVariant id(int row) const = 0;
    virtual QString title(int column) const = 0;

    void tellChange(int first, int last, quint32 columns);
};

} // namespace Amp
